"""What is done with a password, one step after another, until its digest is there.

Every scheme of every city comes down to these six; bounds are theirs, so that they hold for what is read from a city's
table as much as for what is read from ours.
"""

from typing import TypeAlias

from accounts.passwords.steps.argon2_step import Argon2, fresh_argon2
from accounts.passwords.steps.base import HASHES
from accounts.passwords.steps.bcrypt_step import Bcrypt
from accounts.passwords.steps.digest import Digest
from accounts.passwords.steps.pbkdf2 import Pbkdf2
from accounts.passwords.steps.phpass import Phpass
from accounts.passwords.steps.scrypt import Scrypt

Step: TypeAlias = Argon2 | Bcrypt | Digest | Pbkdf2 | Phpass | Scrypt

__all__ = ["HASHES", "Argon2", "Bcrypt", "Digest", "Pbkdf2", "Phpass", "Scrypt", "Step", "fresh_argon2"]
