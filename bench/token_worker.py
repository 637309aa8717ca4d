"""One of three that exchange authorization codes for tokens: ``python -m bench.token_worker ours|toolkit|floor``.

For every line on its standard input that holds a number it makes so many codes, exchanges them one by one in this
process, and prints how many it exchanged a second. What is measured is one request from the WSGI environment to the
body: PKCE, the app's secret, the tokens kept, an ID token signed with RS256.
"""

from __future__ import annotations

import io
import json
import os
import secrets
import sys
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import django

from bench.token_facts import BACK, CHALLENGE, CLIENT, SCOPES, SECRET, VERIFIER

Exchange = Callable[[str], None]


class ExchangeError(RuntimeError):
    """An exchange did not give tokens."""


def _by_wsgi(application: Any, path: str) -> Exchange:
    def exchange(code: str) -> None:
        body = urlencode(
            {
                "grant_type": "authorization_code",
                "code": code,
                "redirect_uri": BACK,
                "client_id": CLIENT,
                "client_secret": SECRET,
                "code_verifier": VERIFIER,
            }
        ).encode()
        environ = {
            "REQUEST_METHOD": "POST",
            "PATH_INFO": path,
            "QUERY_STRING": "",
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "80",
            "HTTP_HOST": "127.0.0.1",
            "REMOTE_ADDR": "127.0.0.1",
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": sys.stderr,
            "wsgi.url_scheme": "http",
        }
        answered: list[str] = []
        response = application(environ, lambda status, headers: answered.append(status))
        told = b"".join(response)
        getattr(response, "close", lambda: None)()
        if answered != ["200 OK"] or "id_token" not in json.loads(told):
            raise ExchangeError(f"{answered}: {told[:500]!r}")

    return exchange


def ours() -> tuple[Callable[[int], list[str]], Exchange]:
    """Return the portal's provider, behind all of the portal's middleware."""
    from allauth.idp.oidc.internal.oauthlib import authorization_codes
    from allauth.idp.oidc.models import Client
    from django.core.cache import cache

    from accounts.identity.grants import Grant
    from accounts.identity.subjects import sector_of, subject_of
    from accounts.models import User
    from services_portal.wsgi import application

    user, client = User.objects.get(email="bench@example.com"), Client.objects.get(pk=CLIENT)

    def codes(count: int) -> list[str]:
        made = [secrets.token_urlsafe(24) for _number in range(count)]
        for code in made:
            kept = {
                "code": {"code": code, "nonce": "n", **Grant.begin(user, 1).written(), "user": str(user.pk)},
                "client_id": client.pk,
                "redirect_uri": BACK,
                "sub": subject_of(sector_of(client), user.pk),
                "scopes": SCOPES,
                "claims": None,
                "resources": None,
                "pkce": {"code_challenge": CHALLENGE, "code_challenge_method": "S256"},
            }
            cache.set(authorization_codes.cache_key(client.pk, code), kept, timeout=600)
        return made

    return codes, _by_wsgi(application, "/identity/o/api/token")


def toolkit() -> tuple[Callable[[int], list[str]], Exchange]:
    """Return django-oauth-toolkit's, without our middleware and with the secret kept in the clear: its fastest."""
    from datetime import timedelta

    from django.core.wsgi import get_wsgi_application
    from django.utils import timezone
    from oauth2_provider.models import Application, Grant

    from accounts.models import User

    application = get_wsgi_application()
    user, app = User.objects.get(email="bench@example.com"), Application.objects.get(client_id=CLIENT)

    def codes(count: int) -> list[str]:
        made = [secrets.token_urlsafe(24) for _number in range(count)]
        Grant.objects.bulk_create(
            Grant(
                user=user,
                code=code,
                application=app,
                expires=timezone.now() + timedelta(minutes=10),
                redirect_uri=BACK,
                scope=" ".join(SCOPES),
                code_challenge=CHALLENGE,
                code_challenge_method="S256",
                nonce="n",
                claims="",
            )
            for code in made
        )
        return made

    return codes, _by_wsgi(application, "/o/token/")


def main(name: str) -> None:
    """Answer each line."""
    if name == "floor":
        from bench.token_floor import floor

        codes, exchange = floor()
    else:
        django.setup()
        codes, exchange = {"ours": ours, "toolkit": toolkit}[name]()
    print("ready", flush=True)  # noqa: T201
    for line in sys.stdin:
        made = codes(int(line))
        began = time.perf_counter()
        for code in made:
            exchange(code)
        print(len(made) / (time.perf_counter() - began), flush=True)  # noqa: T201


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "services_portal.settings")
    main(sys.argv[1])
