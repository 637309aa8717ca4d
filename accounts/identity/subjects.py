"""The number under which a city's app knows a person: another one in each sector (OpenID Connect Core 1.0, §8.1).

A user's id is one block of AES-256 under a key of the sector: the same person always gets the same number there, two
sectors cannot tell that theirs are one person, and we find the person again without keeping a table. The key comes from
``PORTAL_INDEX_KEY``, which never changes.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

from allauth.idp.oidc.models import Client
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from services_portal.kernel.crypto import blind_index

PURPOSE: Final = "accounts.identity.subject"
LENGTH: Final = 22
BLOCK: Final = 16


@lru_cache(maxsize=256)
def _cipher(key: bytes) -> Cipher[Any]:
    # One block, never the same one twice under a key: a keyed permutation, which is all that ECB mode is good for.
    return Cipher(algorithms.AES(key), modes.ECB())  # noqa: S305


def sector_of(client: Client) -> str:
    """Return the sector of a registered app, or the app itself where nobody has set one."""
    kept = client.data if isinstance(client.data, dict) else {}
    return str(kept.get("sector") or f"client:{client.pk}")


def subject_of(sector: str, user_id: UUID) -> str:
    """Return the 22 characters that name ``user_id`` in ``sector``."""
    sealing = _cipher(blind_index(sector, PURPOSE)).encryptor()
    block = sealing.update(user_id.bytes) + sealing.finalize()
    return urlsafe_b64encode(block).rstrip(b"=").decode()


def user_id_of(sector: str, subject: str) -> UUID | None:
    """Return whom ``subject`` names in ``sector``, None for what is no subject; whether he exists is not looked up."""
    try:
        block = urlsafe_b64decode(f"{subject}==") if len(subject) == LENGTH else b""
    except (Error, ValueError):
        return None
    if len(block) != BLOCK:
        return None
    opening = _cipher(blind_index(sector, PURPOSE)).decryptor()
    return UUID(bytes=opening.update(block) + opening.finalize())
