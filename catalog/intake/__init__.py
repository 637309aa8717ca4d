"""Taking in an old city catalogue: read, stage, validate, match, publish, alias. See README.md beside this file."""
