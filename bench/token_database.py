"""``python -m bench.token_database`` writes what the measurement of exchanges needs into a migrated database."""

from __future__ import annotations

import django

from bench.token_facts import BACK, CLIENT, SCOPES, SECRET


def fill() -> None:
    """Write a person and, for either provider, an app."""
    from allauth.idp.oidc.models import Client
    from oauth2_provider.models import Application

    from accounts.identity.secrets import secret_digest
    from accounts.models import User
    from accounts.services import resident_register

    user = User.objects.create_user("bench@example.com")
    resident_register(user=user, display_name="Bench")
    client = Client(id=CLIENT, name="bench", secret=secret_digest(SECRET), data={"sector": "city:bench"})
    client.set_scopes(SCOPES)
    client.set_redirect_uris([BACK])
    client.set_grant_types([Client.GrantType.AUTHORIZATION_CODE, Client.GrantType.REFRESH_TOKEN])
    client.save()
    Application.objects.create(
        client_id=CLIENT,
        client_secret=SECRET,
        hash_client_secret=False,
        client_type=Application.CLIENT_CONFIDENTIAL,
        authorization_grant_type=Application.GRANT_AUTHORIZATION_CODE,
        redirect_uris=BACK,
        algorithm=Application.RS256_ALGORITHM,
        name="bench",
    )


if __name__ == "__main__":
    django.setup()
    fill()
