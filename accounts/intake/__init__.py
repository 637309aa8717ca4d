"""Taking in old accounts: read, judge, match, write. Nobody becomes a user here."""
