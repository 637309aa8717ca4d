"""Tokens are given to a city's app."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from allauth.idp.oidc.adapter import get_adapter
from allauth.idp.oidc.models import Client, Token
from django.db import connection, transaction

from accounts.errors import GRANT_ENDED
from accounts.identity.grants import Grant
from accounts.models import SpentRefreshToken, User
from services_portal.kernel.errors import DomainError

# One statement, which is a transaction of its own: a trip to the database instead of four. Where the lock has to wait,
# it looks at the person again when it gets him.
ISSUE: Final = """
WITH holder AS (
    SELECT id FROM accounts_user WHERE id = %(user)s AND is_active AND session_epoch = %(epoch)s FOR NO KEY UPDATE
)
INSERT INTO allauth_idp_oidc_token (type, hash, client_id, user_id, data, created_at, expires_at, scopes)
SELECT made.type, made.hash, %(client)s, holder.id, %(data)s::jsonb, now(), made.ends, %(scopes)s
FROM holder CROSS JOIN unnest(%(types)s::text[], %(hashes)s::text[], %(ends)s::timestamptz[]) AS made(type, hash, ends)
"""


@dataclass(frozen=True)
class NewToken:
    """A token that was made and not yet given out."""

    value: str
    expires_at: datetime


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
    made = [(Token.Type.ACCESS_TOKEN, access)]
    if refresh is not None:
        made.append((Token.Type.REFRESH_TOKEN, refresh))
    if spent is None:
        _insert(client, user, grant, scopes, made)
        return
    with transaction.atomic():
        # The person first: a suspension takes his row before it deletes his tokens.
        User.objects.select_for_update(no_key=True).filter(pk=user.pk).values_list("pk").first()
        if not Token.objects.filter(pk=spent.pk).delete()[0]:
            raise DomainError(GRANT_ENDED)
        SpentRefreshToken.objects.create(
            digest=spent.hash, grant=grant.id, client=client, user=user, good_until=spent.expires_at
        )
        _insert(client, user, grant, scopes, made)


def _insert(
    client: Client, user: User, grant: Grant, scopes: Sequence[str], made: Sequence[tuple[Token.Type, NewToken]]
) -> None:
    digest = get_adapter().hash_token
    values = {
        "user": user.pk,
        "epoch": grant.epoch,
        "client": client.pk,
        "data": json.dumps(grant.written()),
        "scopes": "\n".join(scopes),
        "types": [kind.value for kind, _new in made],
        "hashes": [digest(new.value) for _kind, new in made],
        "ends": [new.expires_at for _kind, new in made],
    }
    with connection.cursor() as cursor:
        cursor.execute(ISSUE, values)
        if cursor.rowcount != len(made):
            raise DomainError(GRANT_ENDED)
