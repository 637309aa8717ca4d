"""What an access token of a city's app opens, outside of the provider's own addresses."""

from __future__ import annotations

from allauth.idp.oidc.models import Token

from accounts.identity.acting import still_acts
from accounts.identity.grants import Grant


def access_token(value: str) -> Token | None:
    """Return the access token that is good now, with its user, or None.

    None also for one by which a person acts for another and may no longer.
    """
    valid = Token.objects.valid().by_value(value)
    token: Token | None = (
        valid.filter(type=Token.Type.ACCESS_TOKEN, user__is_active=True).select_related("user", "client").first()
    )
    if token is None or token.user_id is None:
        return None
    grant = Grant.read(token.data)
    return token if grant is None or still_acts(token.user_id, grant) else None
