"""By whose means a session is opened, where the account is made of several: looked up once, at sign-in.

Out of what allauth wrote down of the sign-in, and which password was asked. What has another owner beside it (a second
factor) is of both; what is not known is of nobody.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest

from accounts.claiming.opening import CLAIMING_POINTER, asks_old_password, entrance_of_holding, holding_of
from accounts.identifiers import IdentifierType, identifier_index, normalise
from accounts.means import keep
from accounts.merging.entrance import IDENTIFIER_POINTER
from accounts.merging.owning import owners_of, owners_of_password
from accounts.models import CityLink, Identifier, OldAccount, User
from accounts.selectors import parts_of
from accounts.signin.backend import OLD, password_asked
from accounts.signin.presence import CITY, RECORDS, WHOSE

LINK_POINTER: Final = "accounts.CityLink.user"
AUTHENTICATOR_POINTER: Final = "mfa.Authenticator.user"
Owners = frozenset[UUID]
NOBODY: Final[Owners] = frozenset()


def opened_by(request: HttpRequest, user: User) -> Owners:
    """Return by whose means ``user`` has just signed in: himself where his account is one (one query)."""
    parts = parts_of(user)
    if not parts:
        return frozenset({user.pk})
    session: Any = request.session
    records = session.get(RECORDS) or [] if session.get(WHOSE) == str(user.pk) else []
    found = [_owners(request, user, parts, each) for each in records if not each.get("reauthenticated")]
    return frozenset().union(*found) if all(found) else NOBODY


def _owners(request: HttpRequest, user: User, parts: list[User], record: dict[str, Any]) -> Owners:
    find = _BY_METHOD.get(record.get("method", ""))
    return find(request, user, parts, record) if find is not None else NOBODY


def _by_password(request: HttpRequest, user: User, parts: list[User], record: dict[str, Any]) -> Owners:
    means = password_asked(request, user)
    if means.startswith(OLD):
        return _by_old_password(means.removeprefix(OLD))
    asked = User.objects.filter(pk=means).first() if means else None
    return owners_of_password(asked) if asked is not None else NOBODY


def _by_old_password(old_account: str) -> Owners:
    row = OldAccount.objects.filter(pk=old_account).first()
    holding = holding_of(row) if row is not None else None
    if row is None or holding is None:
        return NOBODY
    entrance = entrance_of_holding(holding)
    if not asks_old_password(holding, entrance, row):
        return owners_of_password(entrance.asked)
    return owners_of(CLAIMING_POINTER, holding.pk, holding.user)


def _by_code(request: HttpRequest, user: User, parts: list[User], record: dict[str, Any]) -> Owners:
    for kind in (IdentifierType.PHONE, IdentifierType.EMAIL):
        if said := record.get(kind.value):
            index = identifier_index(kind, normalise(kind, said))
            held = Identifier.objects.proved().filter(type=kind, index=index, user__in=[user, *parts])
            found = held.select_related("user").first()
            return owners_of(IDENTIFIER_POINTER, found.pk, found.user) if found is not None else NOBODY
    return NOBODY


def _by_factor(request: HttpRequest, user: User, parts: list[User], record: dict[str, Any]) -> Owners:
    return owners_of(AUTHENTICATOR_POINTER, record["id"], user)


def _by_city(request: HttpRequest, user: User, parts: list[User], record: dict[str, Any]) -> Owners:
    link = CityLink.objects.live().filter(pk=record.get("uid")).select_related("user").first()
    return owners_of(LINK_POINTER, link.pk, link.user) if link is not None else NOBODY


_BY_METHOD: Final[dict[str, Callable[[HttpRequest, User, list[User], dict[str, Any]], Owners]]] = {
    "password": _by_password,
    "code": _by_code,
    "mfa": _by_factor,
    CITY: _by_city,
}


def _note(sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
    if isinstance(user, User) and request is not None:
        keep(request.session, user.pk, opened_by(request, user))


def connect() -> None:
    """Listen to Django itself: every sign-in ends there."""
    user_logged_in.connect(_note, dispatch_uid="accounts.signin.opened_by")
