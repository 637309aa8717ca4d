"""A contradictory configuration is a failing check, and a web process that does not start."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.conf import settings
from django.core import checks
from django.core.exceptions import ImproperlyConfigured

from services_portal.kernel.crypto.keyring import parse_key, parse_keys

ENVIRONMENTS = ("demonstration", "production")
SHORTEST_SECRET = 50
Contradiction = Callable[[], Iterator[checks.CheckMessage]]
_CONTRADICTIONS: list[Contradiction] = []


def _contradiction(function: Contradiction) -> Contradiction:
    _CONTRADICTIONS.append(function)
    return function


def _in_production() -> bool:
    return bool(settings.PORTAL_ENV == "production")


@_contradiction
def _environment() -> Iterator[checks.CheckMessage]:
    if settings.PORTAL_ENV not in ENVIRONMENTS:
        words = ", ".join(ENVIRONMENTS)
        yield checks.Error(f"PORTAL_ENV is {settings.PORTAL_ENV!r}; expected one of {words}.", id="portal.E001")


@_contradiction
def _secret() -> Iterator[checks.CheckMessage]:
    if not _in_production():
        return
    if settings.DEMONSTRATION_SECRETS["SECRET_KEY"] == settings.SECRET_KEY:
        yield checks.Error("Production runs on the demonstration secret; set PORTAL_SECRET_KEY.", id="portal.E002")
    elif len(settings.SECRET_KEY) < SHORTEST_SECRET:
        yield checks.Error(f"PORTAL_SECRET_KEY has fewer than {SHORTEST_SECRET} characters.", id="portal.E002")


@_contradiction
def _debug() -> Iterator[checks.CheckMessage]:
    if _in_production() and settings.DEBUG:
        yield checks.Error("PORTAL_DEBUG shows the inside of the portal; production is without.", id="portal.E003")


@_contradiction
def _demonstration() -> Iterator[checks.CheckMessage]:
    if _in_production() and settings.PORTAL_DEMONSTRATION:
        yield checks.Error("Production has no demonstration logins; unset PORTAL_DEMONSTRATION.", id="portal.E004")


@_contradiction
def _backends() -> Iterator[checks.CheckMessage]:
    if not _in_production():
        return
    for name, refused in settings.DEMONSTRATION_BACKENDS.items():
        if getattr(settings, name, None) in refused:
            yield checks.Error(f"{name} is {getattr(settings, name)}, which reaches nobody.", id="portal.E005")


@_contradiction
def _cookies() -> Iterator[checks.CheckMessage]:
    for name in ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE"):
        if _in_production() and not getattr(settings, name):
            yield checks.Error(f"{name} is off; a cookie would travel in the clear.", id="portal.E006")


@_contradiction
def _hosts() -> Iterator[checks.CheckMessage]:
    if _in_production() and (not settings.ALLOWED_HOSTS or "*" in settings.ALLOWED_HOSTS):
        yield checks.Error("PORTAL_ALLOWED_HOSTS must name the hosts, without a wildcard.", id="portal.E007")


@_contradiction
def _field_keys() -> Iterator[checks.CheckMessage]:
    for name, parse in (("PORTAL_FIELD_KEYS", parse_keys), ("PORTAL_INDEX_KEY", parse_key)):
        try:
            parse(getattr(settings, name), name)
        except ImproperlyConfigured as error:
            yield checks.Error(str(error), id="portal.E008")
    if (
        isinstance(settings.PORTAL_FIELD_KEYS, dict)
        and settings.PORTAL_INDEX_KEY in settings.PORTAL_FIELD_KEYS.values()
    ):
        yield checks.Error("PORTAL_INDEX_KEY is one of PORTAL_FIELD_KEYS; one key, one use.", id="portal.E009")
    for name in ("PORTAL_FIELD_KEYS", "PORTAL_INDEX_KEY"):
        if _in_production() and getattr(settings, name) == settings.DEMONSTRATION_SECRETS[name]:
            yield checks.Error(f"{name} is the demonstration's, which everybody can read.", id="portal.E010")


@_contradiction
def _origins() -> Iterator[checks.CheckMessage]:
    for origin in settings.CSRF_TRUSTED_ORIGINS:
        if _in_production() and not origin.startswith("https://"):
            yield checks.Error(f"PORTAL_TRUSTED_ORIGINS trusts {origin} without TLS.", id="portal.E011")


@_contradiction
def _engines() -> Iterator[checks.CheckMessage]:
    if not _in_production() or not settings.PORTAL_EMBEDDED_ENGINES:
        return
    if not settings.PORTAL_ENGINES_DURABLE:
        yield checks.Error("PORTAL_ENGINES_DURABLE is off; production keeps what it has taken.", id="portal.E012")
    names = " and ".join(settings.PORTAL_EMBEDDED_ENGINES)
    yield checks.Warning(f"Production runs on the embedded {names}; set DATABASE_URL and REDIS_URL.", id="portal.W001")


@checks.register("configuration")
def contradictions(**_kwargs: Any) -> list[checks.CheckMessage]:
    """Return every contradiction in the settings."""
    return [message for find in _CONTRADICTIONS for message in find()]


def refuse_contradictions() -> None:
    """Raise ImproperlyConfigured with every error found, so that no process serves under a contradiction."""
    errors = [message for message in contradictions() if message.is_serious()]
    if errors:
        raise ImproperlyConfigured("\n".join(f"({error.id}) {error.msg}" for error in errors))
