"""A sign-in in a city's app is ended."""

from __future__ import annotations

from enum import StrEnum
from uuid import UUID

from allauth.idp.oidc.models import Client, Token
from django.db import transaction

from accounts.events import GrantEnded
from accounts.models import User
from services_portal.kernel import audit, outbox
from services_portal.kernel.actor import Actor


class GrantEnd(StrEnum):
    """Why a grant ended."""

    REUSED = "refresh_token_reused"
    REPLAYED = "code_replayed"
    REVOKED = "revoked"


@transaction.atomic
def grant_end(*, actor: Actor, client: Client, user: User, grant: UUID, reason: GrantEnd) -> int:
    """Delete all tokens of one grant and return how many; where there were any, audit it and publish GrantEnded.

    The person's row is locked, so that no token of it is made meanwhile and missed.
    """
    User.objects.select_for_update(no_key=True).filter(pk=user.pk).values_list("pk").first()
    deleted, _rows = Token.objects.filter(user=user, client=client, data__grant=str(grant)).delete()
    if deleted:
        detail = {"client": client.pk, "reason": reason.value, "tokens": deleted}
        audit.record(actor, "accounts.grant.end", user, detail=detail)
        ended = GrantEnded(user_id=user.pk, client=client.pk, grant=grant, reason=reason.value)
        outbox.publish(ended, aggregate_type="accounts.user", aggregate_id=str(user.pk))
    return deleted
