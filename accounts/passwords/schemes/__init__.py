"""The schemes that cities used, one file a family. A third party's is a plugin (see ``scheme``)."""

from accounts.passwords.schemes import (
    asp,
    bcrypt_hashes,
    digests,
    django_hashes,
    dotnet,
    drupal,
    ldap,
    modular,
    phpass,
    spring,
    ucenter,
)
from accounts.passwords.schemes.scheme import Reading, Scheme, schemes

__all__ = [
    "Reading",
    "Scheme",
    "asp",
    "bcrypt_hashes",
    "digests",
    "django_hashes",
    "dotnet",
    "drupal",
    "ldap",
    "modular",
    "phpass",
    "schemes",
    "spring",
    "ucenter",
]
