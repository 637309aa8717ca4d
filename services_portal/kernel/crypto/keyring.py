"""AES-256-GCM (NIST SP 800-38D) with a key id in front, so that keys rotate without a stop.

``PORTAL_FIELD_KEYS`` is an ordered mapping of key id (0–255) to 32 bytes as hex; the first encrypts, all decrypt.
A token is ``version 1 | key id 1 | nonce 12 | ciphertext and tag``; the purpose (table and column) is authenticated
with it, so a token copied into another column does not open.

What has to be found by equality in a column that others ask, where no blind index can stand beside it, is a token of
version 2: ``version 1 | key id 1 | AES-SIV (RFC 5297)``. Under one key equal texts of one purpose have equal tokens,
which is all that one tells besides its length. Its key is derived for the purpose alone (HKDF, RFC 5869), so that no
two columns, and no two ciphers, share one.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
from functools import lru_cache
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, AESSIV
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.signals import setting_changed

VERSION: Final = 1
SAME_VERSION: Final = 2
SAME_KEY_BYTES: Final = 64
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
def _ring() -> dict[int, bytes]:
    return parse_keys(settings.PORTAL_FIELD_KEYS, "PORTAL_FIELD_KEYS")


@lru_cache(maxsize=1)
def _keys() -> dict[int, AESGCM]:
    return {number: AESGCM(key) for number, key in _ring().items()}


@lru_cache(maxsize=256)
def _same(number: int, purpose: str) -> AESSIV:
    info = f"services_portal.kernel.crypto.same:{purpose}".encode()
    return AESSIV(HKDF(hashes.SHA256(), SAME_KEY_BYTES, salt=None, info=info).derive(_ring()[number]))


@lru_cache(maxsize=1)
def _index_key() -> bytes:
    return parse_key(settings.PORTAL_INDEX_KEY, "PORTAL_INDEX_KEY")


def _forget(*, setting: str, **_kwargs: object) -> None:
    if setting in {"PORTAL_FIELD_KEYS", "PORTAL_INDEX_KEY"}:
        for kept in (_ring, _keys, _same):
            kept.cache_clear()
        _index_key.cache_clear()


setting_changed.connect(_forget, dispatch_uid="kernel.crypto.keyring")


def encrypt(plain: str, *, purpose: str) -> bytes:
    """Return a token for ``plain`` under the current key, bound to ``purpose``."""
    return encrypt_bytes(plain.encode(), purpose=purpose)


def encrypt_bytes(plain: bytes, *, purpose: str) -> bytes:
    """As :func:`encrypt`, of what is no text."""
    number = current_key_id()
    nonce = os.urandom(NONCE_BYTES)
    sealed = _keys()[number].encrypt(nonce, plain, purpose.encode())
    return bytes((VERSION, number)) + nonce + sealed


def encrypt_same(plain: str, *, purpose: str) -> bytes:
    """As :func:`encrypt`, but under one key equal texts of one purpose give equal tokens: to be found by equality."""
    return _same_under(current_key_id(), plain, purpose)


def same_tokens(plain: str, *, purpose: str) -> list[bytes]:
    """Return the tokens that ``plain`` may stand under: one for each key, the current key's first."""
    return [_same_under(number, plain, purpose) for number in _ring()]


def _same_under(number: int, plain: str, purpose: str) -> bytes:
    header = bytes((SAME_VERSION, number))
    return header + _same(number, purpose).encrypt(plain.encode(), [header, purpose.encode()])


def decrypt(token: bytes, *, purpose: str) -> str:
    """Return the text of ``token``. Raises DecryptionError."""
    return decrypt_bytes(token, purpose=purpose).decode()


def decrypt_bytes(token: bytes, *, purpose: str) -> bytes:
    """As :func:`decrypt`, of what is no text."""
    token = bytes(token)
    if len(token) < HEADER_BYTES + NONCE_BYTES or token[0] not in (VERSION, SAME_VERSION):
        raise DecryptionError("not a token of this version")
    header, number, rest = token[:HEADER_BYTES], token[1], token[HEADER_BYTES:]
    if number not in _ring():
        raise DecryptionError(f"key {number} is not in the keyring")
    try:
        if token[0] == SAME_VERSION:
            return _same(number, purpose).decrypt(rest, [header, purpose.encode()])
        return _keys()[number].decrypt(rest[:NONCE_BYTES], rest[NONCE_BYTES:], purpose.encode())
    except InvalidTag:
        raise DecryptionError("the token does not open") from None


def current_key_id() -> int:
    """Return the id of the key that encrypts now."""
    return next(iter(_ring()))


def key_id_of(token: bytes) -> int:
    """Return the id of the key that sealed ``token`` (for rotation)."""
    return bytes(token)[1]


def blind_index(value: str, purpose: str) -> bytes:
    """Return 32 bytes that are equal for equal values of one purpose and tell nothing else (HMAC-SHA-256)."""
    message = purpose.encode() + b"\x00" + value.encode()
    return hmac.new(_index_key(), message, hashlib.sha256).digest()[:INDEX_BYTES]
