"""The registry on its way out: whole records, streamed, in the formats that others read."""
