"""AES-256-GCM (NIST SP 800-38D) with a key id in front, so that keys rotate without a stop.

``PORTAL_FIELD_KEYS`` is an ordered mapping of key id (0–255) to 32 bytes as hex; the first encrypts, all decrypt.
A token is ``version 1 | key id 1 | nonce 12 | ciphertext and tag``; the purpose (table and column) is authenticated
with it, so a token copied into another column does not open.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
from functools import lru_cache
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.signals import setting_changed

VERSION: Final = 1
NONCE_BYTES: Final = 12
HEADER_BYTES: Final = 2
INDEX_BYTES: Final = 32


class DecryptionError(ValueError):
    """The token is damaged, belongs elsewhere, or its key is gone."""


def parse_key(text: str, name: str) -> bytes:
    """Return 32 bytes from 64 hexadecimal digits. Raises ImproperlyConfigured naming the key, never showing it."""
    try:
        key = bytes.fromhex(text)
    except ValueError:
        key = b""
    if len(key) != 32:
        raise ImproperlyConfigured(f"{name} must be 32 bytes written as 64 hexadecimal digits.")
    return key


def parse_keys(given: Any, name: str) -> dict[int, bytes]:
    """Return key id → key, in the order given. Raises ImproperlyConfigured; see :func:`parse_key`."""
    if not isinstance(given, dict) or not given:
        raise ImproperlyConfigured(f"{name} holds no key.")
    if not all(re.fullmatch("0|[1-9][0-9]{0,2}", identifier) and int(identifier) < 256 for identifier in given):
        raise ImproperlyConfigured(f"{name}: a key id is a number from 0 to 255.")
    return {int(identifier): parse_key(str(text), f"{name}[{identifier}]") for identifier, text in given.items()}


@lru_cache(maxsize=1)
def _keys() -> dict[int, AESGCM]:
    keys = parse_keys(settings.PORTAL_FIELD_KEYS, "PORTAL_FIELD_KEYS")
    return {number: AESGCM(key) for number, key in keys.items()}


@lru_cache(maxsize=1)
def _index_key() -> bytes:
    return parse_key(settings.PORTAL_INDEX_KEY, "PORTAL_INDEX_KEY")


def _forget(*, setting: str, **_kwargs: object) -> None:
    if setting in {"PORTAL_FIELD_KEYS", "PORTAL_INDEX_KEY"}:
        _keys.cache_clear()
        _index_key.cache_clear()


setting_changed.connect(_forget, dispatch_uid="kernel.crypto.keyring")


def encrypt(plain: str, *, purpose: str) -> bytes:
    """Return a token for ``plain`` under the current key, bound to ``purpose``."""
    return encrypt_bytes(plain.encode(), purpose=purpose)


def encrypt_bytes(plain: bytes, *, purpose: str) -> bytes:
    """As :func:`encrypt`, of what is no text."""
    keys = _keys()
    number = next(iter(keys))
    nonce = os.urandom(NONCE_BYTES)
    sealed = keys[number].encrypt(nonce, plain, purpose.encode())
    return bytes((VERSION, number)) + nonce + sealed


def decrypt(token: bytes, *, purpose: str) -> str:
    """Return the text of ``token``. Raises DecryptionError."""
    return decrypt_bytes(token, purpose=purpose).decode()


def decrypt_bytes(token: bytes, *, purpose: str) -> bytes:
    """As :func:`decrypt`, of what is no text."""
    token = bytes(token)
    if len(token) < HEADER_BYTES + NONCE_BYTES or token[0] != VERSION:
        raise DecryptionError("not a token of this version")
    key = _keys().get(token[1])
    if key is None:
        raise DecryptionError(f"key {token[1]} is not in the keyring")
    nonce, sealed = token[HEADER_BYTES : HEADER_BYTES + NONCE_BYTES], token[HEADER_BYTES + NONCE_BYTES :]
    try:
        return key.decrypt(nonce, sealed, purpose.encode())
    except InvalidTag:
        raise DecryptionError("the token does not open") from None


def key_id_of(token: bytes) -> int:
    """Return the id of the key that sealed ``token`` (for rotation)."""
    return bytes(token)[1]


def blind_index(value: str, purpose: str) -> bytes:
    """Return 32 bytes that are equal for equal values of one purpose and tell nothing else (HMAC-SHA-256)."""
    message = purpose.encode() + b"\x00" + value.encode()
    return hmac.new(_index_key(), message, hashlib.sha256).digest()[:INDEX_BYTES]
