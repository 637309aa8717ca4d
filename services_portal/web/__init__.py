"""The reference client for residents."""
