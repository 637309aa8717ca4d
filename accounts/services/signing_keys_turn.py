"""The key with which the OpenID provider signs is followed by the next."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.db import connection, transaction

from accounts.models import SigningKey
from services_portal.kernel import audit, clock
from services_portal.kernel.actor import Actor

BITS: Final = 2048
SIGNS: Final = timedelta(days=90)
# Published before it signs: longer than any app may keep the key set (an hour, as we tell it), and than a weekend.
AHEAD: Final = timedelta(days=4)
# Published after it signed: ID tokens are good for minutes, and serve as a hint at signing out for as long as sessions.
AFTER: Final = timedelta(days=15)
_LOCK: Final = "SELECT pg_advisory_xact_lock(%s, 0)"
_LOCK_KEY: Final = 0x6F696463  # "oidc": sets it apart from the portal's other advisory locks


@transaction.atomic
def signing_keys_turn(*, actor: Actor, compromised: bool = False) -> tuple[SigningKey, ...]:
    """Make the next key when its time comes, remove keys that nobody needs, and return all that are published.

    The first key signs at once. A key signs for 90 days; the next is published four days before it takes over, and the
    last stays published 15 days after. ``compromised``: a new one signs now and all others go at once, whereupon apps
    refuse what they signed. Each key made or removed has its audit entry; a call that changes nothing writes none.
    """
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [_LOCK_KEY])
    now = clock.now()
    keys = list(SigningKey.objects.order_by("signs_from", "id"))
    if compromised:
        _remove(actor, keys)
        keys = []
    if not keys:
        keys.append(_make(actor, now))
    elif keys[-1].signs_from + SIGNS - AHEAD <= now:
        keys.append(_make(actor, max(keys[-1].signs_from + SIGNS, now + AHEAD)))
    gone = [key for key, next_one in pairwise(keys) if next_one.signs_from + AFTER <= now]
    _remove(actor, gone)
    return tuple(key for key in keys if key not in gone)


def _make(actor: Actor, signs_from: datetime) -> SigningKey:
    pem = rsa.generate_private_key(public_exponent=65537, key_size=BITS).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    key = SigningKey.objects.create(pem=pem.decode(), signs_from=signs_from)
    audit.record(actor, "accounts.signing_key.make", key)
    return key


def _remove(actor: Actor, keys: list[SigningKey]) -> None:
    for key in keys:
        audit.record(actor, "accounts.signing_key.remove", key)
    SigningKey.objects.filter(pk__in=[key.pk for key in keys]).delete()
