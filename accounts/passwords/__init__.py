"""Passwords of old user databases: what we keep of them, and whether somebody knows one.

``seal`` takes what a city's table holds, ``verify`` answers a sign-in, ``identify`` names the schemes a text may be of.
"""

from accounts.passwords.malformed import MalformedHashError
from accounts.passwords.schemes import schemes
from accounts.passwords.sealing import ENCODINGS, identify, seal, verify

__all__ = ["ENCODINGS", "MalformedHashError", "identify", "schemes", "seal", "verify"]
