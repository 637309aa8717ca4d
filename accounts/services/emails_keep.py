"""Addresses that allauth has proved are identifiers too."""

from __future__ import annotations

from typing import Final

from allauth.account.models import EmailAddress
from django.db import transaction

from accounts.identifiers import IdentifierType, identifier_index
from accounts.models import Identifier, ReleaseReason, User
from accounts.selectors import USER
from accounts.services.identifier_prove import identifier_prove, release
from services_portal.kernel import clock
from services_portal.kernel.actor import Actor

MAILED: Final = "mail"


@transaction.atomic
def emails_keep(*, user: User) -> None:
    """Make the e-mail identifiers of ``user`` those addresses that allauth holds as proved.

    Called after every change that allauth makes and at every sign-in; where nothing differs nothing is written.
    """
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    proved = EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)
    wanted = {identifier_index(IdentifierType.EMAIL, address.lower()): address for address in proved}
    for held in Identifier.objects.proved().filter(user=user, type=IdentifierType.EMAIL):
        if wanted.pop(bytes(held.index), None) is None:
            release(Actor(type=USER, id=str(user.pk)), held, ReleaseReason.REMOVED, clock.now())
    for address in wanted.values():
        identifier_prove(user=user, identifier_type=IdentifierType.EMAIL, value=address, method=MAILED)
