"""It is written down, and told, that the way in which an account is opened was changed."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from accounts.events import AccountChanged
from accounts.models import AccountChange, ChangeKind, Identifier, User
from services_portal.kernel import clock, outbox


@transaction.atomic
def change_record(
    *,
    user: User,
    kind: ChangeKind,
    device: str = "",
    identifier: Identifier | None = None,
    authenticator: int | None = None,
    link: UUID | None = None,
) -> AccountChange:
    """Write that the account of ``user`` was changed, and let its person be told by :class:`AccountChanged`.

    In: ``device``, the words for the browser and system that asked, never an address; ``identifier``, the number or
    address that came or went (one that went is told too); ``authenticator``, the key of the factor; ``link``, of
    the city's account.
    """
    change = AccountChange.objects.create(
        user=user,
        kind=kind,
        identifier=identifier,
        authenticator=authenticator,
        link=link,
        device=device[:60],
        made_at=clock.now(),
    )
    event = AccountChanged(change_id=change.pk, user_id=user.pk, kind=kind.value)
    outbox.publish(event, aggregate_type="accounts.user", aggregate_id=str(user.pk))
    return change
