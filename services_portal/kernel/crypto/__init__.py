"""Encryption of sensitive fields at rest, and blind indexes to find them by equality."""

from services_portal.kernel.crypto.fields import EncryptedTextField
from services_portal.kernel.crypto.keyring import (
    DecryptionError,
    blind_index,
    decrypt,
    decrypt_bytes,
    encrypt,
    encrypt_bytes,
    key_id_of,
)

__all__ = [
    "DecryptionError",
    "EncryptedTextField",
    "blind_index",
    "decrypt",
    "decrypt_bytes",
    "encrypt",
    "encrypt_bytes",
    "key_id_of",
]
