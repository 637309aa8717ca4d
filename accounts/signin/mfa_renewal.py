"""The secrets of second factors under a new key: they lie encrypted within a library's JSON."""

from __future__ import annotations

import base64
from collections import Counter
from typing import Any, Final

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import decrypt, encrypt
from django.db import transaction

from services_portal.kernel.crypto import current_key_id, key_id_of
from services_portal.kernel.crypto.renewal import Tokens, declare_tokens

SECRETS: Final = {Authenticator.Type.TOTP: "secret", Authenticator.Type.RECOVERY_CODES: "seed"}


def _secrets() -> list[tuple[int, int]]:
    """Return (authenticator, key id) of each secret."""
    rows = Authenticator.objects.filter(type__in=SECRETS).values_list("pk", "type", "data").order_by("pk")
    held = ((pk, data.get(SECRETS[Authenticator.Type(kind)])) for pk, kind, data in rows.iterator())
    return [(pk, key_id_of(base64.b64decode(secret))) for pk, secret in held if secret]


def count() -> Counter[int]:
    """Return how many secrets stand under each key."""
    return Counter(key for _pk, key in _secrets())


def renew() -> list[Any]:
    """Encrypt those under a former key anew, one a transaction; none is left."""
    for pk, key in _secrets():
        if key != current_key_id():
            with transaction.atomic():
                _renew(pk)
    return []


def _renew(pk: int) -> None:
    held = Authenticator.objects.select_for_update(no_key=True).filter(pk=pk).first()
    if held is not None:
        name = SECRETS[Authenticator.Type(held.type)]
        held.data[name] = encrypt(decrypt(held.data[name]))
        held.save(update_fields=["data"])


declare_tokens(Tokens("mfa.Authenticator.data", count, renew))
