"""Encryption of sensitive fields at rest, and blind indexes to find them by equality."""

from services_portal.kernel.crypto.fields import EncryptedEmailField, EncryptedField, EncryptedTextField
from services_portal.kernel.crypto.keyring import (
    DecryptionError,
    blind_index,
    current_key_id,
    decrypt,
    decrypt_bytes,
    encrypt,
    encrypt_bytes,
    encrypt_same,
    key_id_of,
    same_tokens,
)

__all__ = [
    "DecryptionError",
    "EncryptedEmailField",
    "EncryptedField",
    "EncryptedTextField",
    "blind_index",
    "current_key_id",
    "decrypt",
    "decrypt_bytes",
    "encrypt",
    "encrypt_bytes",
    "encrypt_same",
    "key_id_of",
    "same_tokens",
]
