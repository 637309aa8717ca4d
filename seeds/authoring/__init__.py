"""Writes the demonstration agencies and the sixteen old catalogues.

`python -m seeds.authoring` rewrites `seeds/agencies.csv` and `seeds/catalogues/` byte for byte. Everything is
derived from files in `seeds/` and from fixed digests, never from a clock or a random generator of the machine.
"""
