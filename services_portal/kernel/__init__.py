"""Mechanics that every app stands on. Imports none of our apps and knows no domain noun."""
