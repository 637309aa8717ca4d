"""Seed data and the code that writes the made-up parts of it."""
