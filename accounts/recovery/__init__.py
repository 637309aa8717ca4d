"""Ways back into an account."""
