"""ASP.NET Core Identity's PasswordHasher, versions 2 and 3."""

from __future__ import annotations

import struct
from typing import Any, Final

from accounts.passwords.decoding import from_base64
from accounts.passwords.malformed import MalformedHashError
from accounts.passwords.schemes.scheme import Reading, Scheme, schemes, unsalted
from accounts.passwords.steps import Pbkdf2

_V2: Final = 0x00
_V3: Final = 0x01
_V2_SIZE: Final = 49
_V2_ROUNDS: Final = 1000
_SALT: Final = 16
_HEADER: Final = struct.Struct(">BIII")
_ALGORITHMS: Final = ("sha1", "sha256", "sha512")


def _read_v2(blob: bytes) -> Reading:
    if len(blob) != _V2_SIZE:
        raise MalformedHashError("form")
    salt, key = blob[1 : 1 + _SALT], blob[1 + _SALT :]
    return Reading((Pbkdf2("sha1", _V2_ROUNDS, salt, len(key)),), key)


def _read_v3(blob: bytes) -> Reading:
    if len(blob) < _HEADER.size:
        raise MalformedHashError("form")
    _, number, rounds, size = _HEADER.unpack_from(blob)
    salt, key = blob[_HEADER.size : _HEADER.size + size], blob[_HEADER.size + size :]
    if number >= len(_ALGORITHMS) or size < _SALT or len(salt) != size or len(key) < _SALT:
        raise MalformedHashError("form")
    algorithm: Any = _ALGORITHMS[number]
    return Reading((Pbkdf2(algorithm, rounds, salt, len(key)),), key)


@schemes.register
class DotNetIdentity(Scheme):
    """Source: dotnet/aspnetcore, ``Identity/Extensions.Core/src/PasswordHasher.cs``; the first octet is the version."""

    name = "dotnet_identity"
    label_zh = "ASP.NET Identity（第 2、3 版）"
    label_en = "ASP.NET Identity (v2 and v3)"
    # dotnet/aspnetcore, PasswordHasherTest.cs.
    published = (
        "AQAAAAEAACcQAAAAEAABAgMEBQYHCAkKCwwNDg+yWU7rLgUwPZb1Itsmra7cbxw2EFpwpVFIEtP+JIuUEw==",
        "",
        "my password",
    )

    def read(self, stored: str, salt: str, encoding: str) -> Reading:
        """Take a PasswordHash apart."""
        unsalted(salt)
        blob = from_base64(stored)
        if blob[0] == _V2:
            return _read_v2(blob)
        if blob[0] == _V3:
            return _read_v3(blob)
        raise MalformedHashError("form")
