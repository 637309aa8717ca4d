"""How the portal keeps the passwords of its own users: Django's Argon2id with our numbers."""

from __future__ import annotations

from django.contrib.auth.hashers import Argon2PasswordHasher

from accounts.passwords.steps.argon2_step import OWN_LANES, OWN_MEMORY, OWN_PASSES


class OwnArgon2Hasher(Argon2PasswordHasher):
    """First of setting PASSWORD_HASHERS. Whoever signs in with an older hash, or other numbers, is rehashed."""

    time_cost = OWN_PASSES
    memory_cost = OWN_MEMORY
    parallelism = OWN_LANES
