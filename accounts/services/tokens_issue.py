"""Tokens are given to a city's app."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from allauth.idp.oidc.adapter import get_adapter
from allauth.idp.oidc.models import Client, Token
from django.db import transaction

from accounts.errors import GRANT_ENDED
from accounts.identity.grants import Grant
from accounts.models import SpentRefreshToken, User
from services_portal.kernel.errors import DomainError


@dataclass(frozen=True)
class NewToken:
    """A token that was made and not yet given out."""

    value: str
    expires_at: datetime


@transaction.atomic
def tokens_issue(
    *,
    client: Client,
    user: User,
    grant: Grant,
    scopes: Sequence[str],
    access: NewToken,
    refresh: NewToken | None,
    spent: Token | None = None,
) -> None:
    """Keep the digests of an access token and, where there is one, a refresh token; ``spent`` is what was exchanged.

    The person's row is locked meanwhile, which a suspension needs too: either it comes first and this refuses, or it
    finds these tokens and deletes them. Of two exchanges of one refresh token the second refuses. Raises DomainError
    ``grant_ended``; then nothing is kept.
    """
    if not lock_person(user, grant.epoch):
        raise DomainError(GRANT_ENDED)
    if spent is not None:
        if not Token.objects.filter(pk=spent.pk).delete()[0]:
            raise DomainError(GRANT_ENDED)
        SpentRefreshToken.objects.create(
            digest=spent.hash, grant=grant.id, client=client, user=user, good_until=spent.expires_at
        )
    made = [(Token.Type.ACCESS_TOKEN, access)]
    if refresh is not None:
        made.append((Token.Type.REFRESH_TOKEN, refresh))
    digest = get_adapter().hash_token
    Token.objects.bulk_create(
        Token(
            type=kind,
            hash=digest(new.value),
            client=client,
            user=user,
            scopes="\n".join(scopes),
            data=grant.written(),
            expires_at=new.expires_at,
        )
        for kind, new in made
    )


def lock_person(user: User, epoch: int) -> bool:
    """Lock the row of ``user``; whether he is active and nothing was ended since ``epoch``."""
    living = User.objects.select_for_update(no_key=True).filter(pk=user.pk, is_active=True, session_epoch=epoch)
    return living.values_list("pk").first() is not None
