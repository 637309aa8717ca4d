"""One login."""
