"""The editor of a service: what a clerk fills in instead of the JSON that we keep."""
