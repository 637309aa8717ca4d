"""Spring Security: a ``{id}`` in front says which encoder wrote the rest (DelegatingPasswordEncoder)."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import Any, Final

from accounts.passwords.decoding import from_base64, from_hex
from accounts.passwords.malformed import MalformedHashError
from accounts.passwords.schemes.bcrypt_hashes import read_bcrypt
from accounts.passwords.schemes.ldap import Ldap
from accounts.passwords.schemes.modular import read_argon2
from accounts.passwords.schemes.scheme import Reading, Scheme, between, schemes, unsalted
from accounts.passwords.steps import HASHES, Digest, Pbkdf2, Scrypt

_FORM: Final = re.compile(r"\{(?P<id>[A-Za-z0-9@_.-]{1,40})\}(?P<rest>.+)", re.ASCII)
_DIGEST: Final = re.compile(r"(?P<salt>(?:\{[^{}]{0,128}\})?)(?P<digest>[0-9A-Za-z+/]+=*)", re.ASCII)
_STANDARD_ROUNDS: Final = 1024
_STANDARD_SALT: Final = 8
_SCRYPT_PARAMETERS: Final = re.compile(r"[1-9a-f][0-9a-f]{0,7}", re.ASCII)


def _bcrypt(rest: str) -> Reading:
    step, digest = read_bcrypt(rest)
    return Reading((step,), digest)


def _standard(rest: str) -> Reading:
    """StandardPasswordEncoder: 8 octets of salt, then 1,024 rounds of SHA-256 over salt and password."""
    blob = from_hex(rest, size=_STANDARD_SALT + 32)
    step = Digest("sha256", before=blob[:_STANDARD_SALT], rounds=_STANDARD_ROUNDS)
    return Reading((step,), blob[_STANDARD_SALT:])


def _pbkdf2(algorithm: Any, rounds: int, salt: int, rest: str) -> Reading:
    """Pbkdf2PasswordEncoder with the numbers of its release: salt and 32 octets of key in hexadecimal."""
    blob = from_hex(rest, size=salt + 32)
    return Reading((Pbkdf2(algorithm, rounds, blob[:salt], 32),), blob[salt:])


def _scrypt(rest: str) -> Reading:
    """SCryptPasswordEncoder: ``$`` log2(n)·2¹⁶ + r·2⁸ + p in hexadecimal ``$`` salt ``$`` key."""
    parameters, salt, written = between(rest, "$", parts=3)
    if not _SCRYPT_PARAMETERS.fullmatch(parameters):
        raise MalformedHashError("form")
    value = int(parameters, 16)
    digest = from_base64(written)
    step = Scrypt(1 << (value >> 16), value >> 8 & 0xFF, value & 0xFF, from_base64(salt), len(digest))
    return Reading((step,), digest)


def _message_digest(algorithm: str, rest: str) -> Reading:
    """MessageDigestPasswordEncoder: the digest of the password and ``{salt}``, where there is one, braces and all.

    Hexadecimal, or base64 where the encoder was told so.
    """
    found = _DIGEST.fullmatch(rest)
    if found is None:
        raise MalformedHashError("form")
    size = HASHES[algorithm]
    read = from_hex if len(found["digest"]) == 2 * size else from_base64
    return Reading((Digest(algorithm, after=found["salt"].encode()),), read(found["digest"], size=size))


def _ldap(rest: str) -> Reading:
    return Ldap().read(rest, "", "utf-8")


_READERS: Final[dict[str, Callable[[str], Reading]]] = {
    "bcrypt": _bcrypt,
    "pbkdf2": partial(_pbkdf2, "sha1", 185_000, 8),
    "pbkdf2@SpringSecurity_v5_8": partial(_pbkdf2, "sha256", 310_000, 16),
    "scrypt": _scrypt,
    "scrypt@SpringSecurity_v5_8": _scrypt,
    "argon2": read_argon2,
    "argon2@SpringSecurity_v5_8": read_argon2,
    "sha256": _standard,
    "MD5": partial(_message_digest, "md5"),
    "SHA-1": partial(_message_digest, "sha1"),
    "SHA-256": partial(_message_digest, "sha256"),
    "ldap": _ldap,
}


@schemes.register
class SpringDelegating(Scheme):
    """Source: spring-security, PasswordEncoderFactories. ``{noop}`` and ``{MD4}`` are not taken in."""

    name = "spring"
    label_zh = "Spring Security（带 {id} 前缀）"
    label_en = "Spring Security (with {id})"
    # Spring Security reference, "Password Storage".
    published = (
        "{sha256}97cde38028ad898ebc02e690819fa220e88c62e0699403e94fff291cfffaf8410849f27605abcbc0",
        "",
        "password",
    )

    def read(self, stored: str, salt: str, encoding: str) -> Reading:
        """Take a prefixed password apart."""
        unsalted(salt)
        found = _FORM.fullmatch(stored)
        reader = _READERS.get(found["id"]) if found else None
        if found is None or reader is None:
            raise MalformedHashError("form")
        return reader(found["rest"])


@schemes.register
class SpringStandard(Scheme):
    """StandardPasswordEncoder without a prefix, as before Spring Security 5."""

    name = "spring_standard"
    label_zh = "Spring StandardPasswordEncoder"
    label_en = "Spring StandardPasswordEncoder"
    published = (SpringDelegating.published[0].removeprefix("{sha256}"), "", "password")

    def read(self, stored: str, salt: str, encoding: str) -> Reading:
        """Take a hexadecimal text apart."""
        unsalted(salt)
        return _standard(stored)
