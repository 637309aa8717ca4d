"""Whether a password opens the old account that a name means. Every refusal costs one computation of a hash."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from accounts.claiming.finding import decoy_for, enterprise_login_named, old_account_named
from accounts.merging.entrance import Entrance, entrance_from, first_holder
from accounts.models import Claiming, OldAccount, OldPasswordState, User
from accounts.passwords import MalformedHashError, verify
from accounts.passwords.steps import fresh_argon2

CLAIMING_POINTER: Final = "accounts.Claiming.user"


@dataclass(frozen=True)
class Opened:
    """An old account whose password was right. ``account`` is whose it is already; None where nobody's yet."""

    old_account: OldAccount
    account: User | None


def name_in(credentials: Mapping[str, Any]) -> str:
    """Return the name that was typed."""
    return str(credentials.get("username") or credentials.get("email") or credentials.get("phone") or "")


def meant(credentials: Mapping[str, Any]) -> OldAccount | None:
    """Return the old account that ``credentials`` (a name, and perhaps ``city``) mean, or None."""
    text = name_in(credentials)
    return old_account_named(text, str(credentials.get("city") or "")) if text else None


def holder_meant(credentials: Mapping[str, Any]) -> User | None:
    """Return whose account the old account is that ``credentials`` mean, or None where it is nobody's yet."""
    found = meant(credentials)
    holding = holding_of(found) if found is not None else None
    return entrance_of_holding(holding).account if holding is not None else None


def holding_of(old_account: OldAccount) -> Claiming | None:
    """Return by what somebody holds the claim of an old account, with the person, or None."""
    found: Claiming | None = (
        Claiming.objects.held().filter(claim_id=old_account.claim_id).select_related("user").first()
    )
    return found


def opened(credentials: Mapping[str, Any], password: str) -> Opened | None:
    """Return the old account that ``credentials`` mean when ``password`` opens it; one hash, whatever the answer.

    An old account that is somebody's goes on to be a name of his: it opens with its old password while he has set no
    other and came by signing in with an old name; else with his account's.
    """
    old_account = meant(credentials)
    if old_account is None:
        _work_in_vain(name_in(credentials), str(credentials.get("city") or ""), password)
        return None
    return opened_by(old_account, password)


def opened_by(old_account: OldAccount, password: str) -> Opened | None:
    """Return this old account when ``password`` opens it; one hash."""
    holding = holding_of(old_account)
    if holding is None:
        return Opened(old_account, None) if _fits(old_account, password) else None
    entrance = entrance_of_holding(holding)
    if asks_old_password(holding, entrance, old_account):
        right = _fits(old_account, password)
    else:
        right = entrance.asked.check_password(password)
    return Opened(old_account, entrance.account) if right else None


def enterprise_login_opened(text: str, city: str, password: str) -> OldAccount | None:
    """Return the old login of an enterprise in ``city`` that ``text`` names when ``password`` opens it; one hash,
    whatever the answer."""
    found = enterprise_login_named(text, city)
    if found is None:
        _work_in_vain(text, city, password)
        return None
    return found if _fits(found, password) else None


def entrance_of_holding(holding: Claiming) -> Entrance:
    """Return where the names of a held claim lead."""
    return entrance_from(first_holder(CLAIMING_POINTER, holding.pk, holding.user))


def asks_old_password(holding: Claiming, entrance: Entrance, old_account: OldAccount) -> bool:
    """Whether this old name still opens with its own old password."""
    if not holding.born_password or holding.old_account == old_account.pk or old_account.disabled:
        return False
    if old_account.password_state != OldPasswordState.SEALED:
        return False
    return entrance.asked.password == holding.born_password


def _fits(old_account: OldAccount, password: str) -> bool:
    try:
        return verify(old_account.password or "", password)
    except MalformedHashError:
        return False


def _work_in_vain(text: str, city: str, password: str) -> None:
    decoy = decoy_for(text, city)
    if decoy is None:
        fresh_argon2().compute(password.encode(errors="replace"))
    else:
        _fits(decoy, password)
