"""Tokens are given to a city's app."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from allauth.idp.oidc.adapter import get_adapter
from allauth.idp.oidc.models import Token
from django.db import transaction

from accounts.errors import GRANT_ENDED
from accounts.identity.grants import Grant
from accounts.models import SpentRefreshToken, User
from services_portal.kernel import rawsql
from services_portal.kernel.errors import DomainError

# One statement, which is a transaction of its own: a trip to the database instead of four. Where the lock has to wait,
# it looks at the person again when it gets him.
ISSUE: Final = """
WITH holder AS (
    SELECT id FROM accounts_user WHERE id = %s::uuid AND is_active AND session_epoch = %s::int FOR NO KEY UPDATE
)
INSERT INTO allauth_idp_oidc_token (type, hash, client_id, user_id, data, created_at, expires_at, scopes)
SELECT made.type, made.hash, %s::text, holder.id, %s::jsonb, now(), made.ends, %s::text
FROM holder CROSS JOIN unnest(%s::text[], %s::text[], %s::timestamptz[]) AS made(type, hash, ends)
RETURNING type::text
"""


@dataclass(frozen=True)
class NewToken:
    """A token that was made and not yet given out."""

    value: str
    expires_at: datetime


def tokens_issue(
    *,
    client_id: str,
    user_id: UUID,
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
        _insert(client_id, user_id, grant, scopes, made)
        return
    with transaction.atomic():
        # The person first: a suspension takes his row before it deletes his tokens.
        User.objects.select_for_update(no_key=True).filter(pk=user_id).values_list("pk").first()
        if not Token.objects.filter(pk=spent.pk).delete()[0]:
            raise DomainError(GRANT_ENDED)
        SpentRefreshToken.objects.create(
            digest=spent.hash, grant=grant.id, client_id=client_id, user_id=user_id, good_until=spent.expires_at
        )
        _insert(client_id, user_id, grant, scopes, made)


def _insert(
    client_id: str, user_id: UUID, grant: Grant, scopes: Sequence[str], made: Sequence[tuple[Token.Type, NewToken]]
) -> None:
    values = [
        str(user_id),
        str(grant.epoch),
        client_id,
        json.dumps(grant.written()),
        "\n".join(scopes),
        _array(kind.value for kind, _new in made),
        _array(get_adapter().hash_token(new.value) for _kind, new in made),
        _array(new.expires_at.isoformat() for _kind, new in made),
    ]
    if len(rawsql.read_cells(ISSUE, values)) != len(made):
        raise DomainError(GRANT_ENDED)


def _array(words: Iterable[str]) -> str:
    # Names of types, digests and times: none holds what an array's text would have to quote.
    return "{" + ",".join(words) + "}"
