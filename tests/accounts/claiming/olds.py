"""Old accounts with passwords, and what is counted about them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from typing import Any

from django.contrib.auth import authenticate

from accounts.models import Claim, Claiming, Identifier, OldAccount, User
from accounts.passwords.steps import argon2_step
from accounts.services import old_passwords_seal
from services_portal.kernel.models import AuditEntry, OutboxEvent
from tests.accounts.intake.people import row
from tests.accounts.signin.counting import CountingHasher


def md5_row(old_id: str, password: str, **fields: str) -> dict[str, str]:
    """Return a row of an old user database that keeps plain MD5."""
    stored = hashlib.md5(password.encode(), usedforsecurity=False).hexdigest()
    return row(old_id, password_hash=stored, password_scheme="md5", **fields)


def take(town: Any, *rows: Mapping[str, str]) -> list[OldAccount]:
    """Take a town's rows in, seal their passwords, and return its old accounts in the order of the rows."""
    town.take(*rows)
    old_passwords_seal()
    return list(OldAccount.objects.filter(city=town.city).order_by("number"))


def enter(name: str, password: str, city: str = "", kind: str = "username") -> User | None:
    """Return whom a name and password sign in."""
    return authenticate(None, **{kind: name}, password=password, **({"city": city} if city else {}))  # type: ignore[return-value]


def standing() -> dict[str, Any]:
    """Return all that a claim or sign-in could have written."""
    return {
        "users": list(User.objects.order_by("pk").values("pk", "password", "is_active", "email", "session_epoch")),
        "identifiers": list(Identifier.objects.order_by("pk").values()),
        "claims": list(Claim.objects.order_by("pk").values()),
        "claimings": list(Claiming.objects.order_by("pk").values()),
        "old accounts": list(OldAccount.objects.order_by("pk").values()),
        "audit": AuditEntry.objects.filter(refused=False).count(),
        "events": OutboxEvent.objects.count(),
    }


class Hashes:
    """Counts computations: those of the portal's hasher and those of Argon2id around old passwords."""

    def __init__(self, monkeypatch: Any, settings: Any) -> None:
        settings.PASSWORD_HASHERS = ["tests.accounts.signin.counting.CountingHasher"]
        self._old = 0
        compute = argon2_step.hash_secret_raw

        def counted(*args: Any, **kwargs: Any) -> bytes:
            self._old += 1
            return compute(*args, **kwargs)

        monkeypatch.setattr(argon2_step, "hash_secret_raw", counted)

    def of(self, call: Callable[[], object]) -> tuple[int, int]:
        """Return how many of either a call computes."""
        before = CountingHasher.computed, self._old
        call()
        return CountingHasher.computed - before[0], self._old - before[1]
