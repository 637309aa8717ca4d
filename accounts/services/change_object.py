"""A person says that a change to his account was not his doing."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import transaction

from accounts.identifiers import IdentifierType
from accounts.models import AccountChange, ChangeKind, CityLink, Identifier, ReleaseReason, User
from accounts.selectors import USER, standing_for
from accounts.services.city_link_end import link_end
from accounts.services.everything_end import everything_end
from accounts.services.identifier_prove import release
from accounts.services.recovery_stop import recovery_stop
from services_portal.kernel import audit, clock
from services_portal.kernel.actor import Actor

ADDED: Final = (ChangeKind.PASSKEY_ADDED, ChangeKind.TOTP_ON)
# What a person may give up; an identity that was proved stays, and is a matter for the window.
GIVEN_UP: Final = (IdentifierType.EMAIL, IdentifierType.PHONE)


@transaction.atomic
def change_object(*, change_id: UUID) -> AccountChange:
    """Sign the account of the change out everywhere, take back what was added by it, and freeze its ways in.

    Taken back: a passkey or authenticator app that was added, a password that was set (the account then has none),
    a number or address that was added, a city's account that was. What was removed is not brought back: a stranger
    may hold it. While the account is frozen nothing is changed but by who has shown since then, by the strongest
    means that the account has, that it is he (``accounts.signin.presence``). A way back that a clerk has opened is
    stopped, whatever is objected to; where it is the opening itself, nothing else happens. The caller has verified
    the link, or that it is the person himself. Objecting again changes nothing. Audited.
    """
    owner = AccountChange.objects.values_list("user_id", flat=True).get(pk=change_id)
    user = User.objects.select_for_update(no_key=True).get(pk=standing_for(User.objects.get(pk=owner)).pk)
    change: AccountChange = AccountChange.objects.select_for_update(no_key=True).get(pk=change_id)
    if change.objected_at is not None:
        return change
    now = clock.now()
    change.objected_at = now
    change.save(update_fields=["objected_at"])
    recovery_stop(user=user)
    if change.kind != ChangeKind.RECOVERY:
        user.frozen_at = now
        user.save(update_fields=["frozen_at"])
        _take_back(user, change)
        everything_end(user=user)
    actor = Actor(type=USER, id=str(user.pk))
    audit.record(actor, "accounts.change.object", change, detail={"user": str(user.pk), "kind": change.kind})
    return change


def _take_back(user: User, change: AccountChange) -> None:
    if change.kind in ADDED:
        Authenticator.objects.filter(user=user, pk=change.authenticator).delete()
        others = Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES)
        if not others.exists():
            Authenticator.objects.filter(user=user).delete()
    if change.kind in (ChangeKind.PASSWORD, ChangeKind.RECOVERED):
        user.set_unusable_password()
        user.save(update_fields=["password"])
    if change.kind == ChangeKind.CODES:
        Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).delete()
    if change.kind == ChangeKind.CITY_LINKED and change.link is not None:
        _unlink(user, change.link)
    if change.kind == ChangeKind.IDENTIFIER_ADDED and change.identifier_id is not None:
        _release(user, Identifier.objects.get(pk=change.identifier_id))


def _unlink(user: User, link_id: UUID) -> None:
    link = CityLink.objects.live().select_for_update(no_key=True, of=("self",)).filter(pk=link_id).first()
    if link is not None and standing_for(link.user) == user:
        link_end(Actor(type=USER, id=str(user.pk)), user, link)


def _release(user: User, held: Identifier) -> None:
    if held.user_id != user.pk or not held.is_proved or held.type not in GIVEN_UP:
        return
    if held.type == IdentifierType.EMAIL:
        EmailAddress.objects.filter(user=user, email=held.value).delete()
        if user.email == held.value:
            other = EmailAddress.objects.filter(user=user, verified=True).order_by("pk").first()
            user.email = other.email if other else None
            user.save(update_fields=["email"])
    release(Actor(type=USER, id=str(user.pk)), held, ReleaseReason.REMOVED, clock.now(), told=False)
