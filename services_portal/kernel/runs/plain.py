"""Raw values as PostgreSQL takes them: no lone surrogates, no NUL. The row's own rules report what they find in it."""

from __future__ import annotations

from typing import Any

import msgspec

_encoder = msgspec.json.Encoder(enc_hook=str)


def plain(value: Any) -> Any:
    """Return ``value`` with every string in it storable."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8").replace("\x00", "\ufffd")
    if isinstance(value, dict):
        return {plain(str(name)): plain(member) for name, member in value.items()}
    if isinstance(value, list | tuple):
        return [plain(member) for member in value]
    return value


def json_bytes(value: Any) -> bytes:
    """Return ``value`` as JSON that a jsonb column takes."""
    data = _encoder.encode(value)
    if b"\\u0000" in data:
        # A struct is looked into by what it is made of.
        data = _encoder.encode(plain(msgspec.to_builtins(value, enc_hook=str)))
    return data
