"""The signing keys as the provider uses them: read seldom, taken apart once."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from allauth.core.internal import jwkkit
from allauth.idp.oidc.models import PrivateKey

from accounts.models import SigningKey
from accounts.services.signing_keys_turn import signing_keys_turn
from services_portal.kernel import clock
from services_portal.kernel.actor import SYSTEM

# A new key is published days before it signs, so half a minute more or less tells nobody anything.
REMEMBERED_SECONDS: Final = 30


@dataclass(frozen=True)
class LoadedKey:
    """A key taken apart: reading a PEM costs more than signing with it."""

    pem: str
    signs_from: datetime
    kid: str
    private: Any

    def described(self) -> PrivateKey:
        """Return it as django-allauth knows keys."""
        return PrivateKey(pem=self.pem, not_before=self.signs_from, issued_at=self.signs_from)


@lru_cache(maxsize=8)
def _loaded(pem: str, signs_from: datetime) -> LoadedKey:
    public, private = jwkkit.load_jwk_from_pem(pem)
    return LoadedKey(pem=pem, signs_from=signs_from, kid=public["kid"], private=private)


_memory: list[tuple[float, tuple[LoadedKey, ...]]] = []


def published() -> tuple[LoadedKey, ...]:
    """Return the published keys, oldest first; the very first is made when it is asked for."""
    if _memory and time.monotonic() - _memory[0][0] < REMEMBERED_SECONDS:
        return _memory[0][1]
    rows = tuple(SigningKey.objects.order_by("signs_from", "id")) or signing_keys_turn(actor=SYSTEM)
    keys = tuple(_loaded(row.pem, row.signs_from) for row in rows)
    _memory[:] = [(time.monotonic(), keys)]
    return keys


def forget() -> None:
    """Read the keys anew when they are next asked for."""
    _memory.clear()


def signing() -> LoadedKey:
    """Return the key that signs now: the newest whose time has come."""
    now = clock.now()
    due = [key for key in published() if key.signs_from <= now]
    return due[-1] if due else published()[0]
