"""A city writes down an app that is to sign residents in."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.errors import APP_NOT_READY
from accounts.identity.addresses import check_addresses, lines_of
from accounts.identity.words import OPENID, SCOPES
from accounts.models import AppKind, AppState, CityApp
from accounts.scopes import APP_REGISTER
from cities.models import City
from services_portal.kernel import audit
from services_portal.kernel.actor import Actor
from services_portal.kernel.authorisation import Action
from services_portal.kernel.errors import DomainError
from services_portal.kernel.refusals import NOT_FOUND, NOT_PERMITTED


@dataclass(frozen=True, kw_only=True)
class AppFacts:
    """What a city says of its app. ``scopes`` are names of ``accounts.identity.words``; addresses stand one a line."""

    name: dict[str, str]
    purpose: dict[str, str]
    kind: AppKind
    scopes: list[str]
    redirect_uris: str
    logout_uris: str
    backchannel_uri: str = ""


@transaction.atomic
def city_app_write(*, actor: Actor, city: City, facts: AppFacts, app_id: UUID | None = None) -> CityApp:
    """Write a new app, or change ``app_id``, as a draft of ``city``; what is in force stays so. Returns the app.

    Raises DomainError: ``not_permitted`` for who may not register apps of the city, ``not_found`` for an app that he
    may not change, ``app_not_ready`` for addresses and scopes that are unfit, by field.
    """
    if not actor.may(APP_REGISTER, f"city:{city.slug}"):
        raise DomainError(NOT_PERMITTED)
    app = CityApp(city=city)
    if app_id is not None:
        found = CityApp.objects.for_actor(actor, Action.CHANGE).select_for_update(no_key=True, of=("self",))
        app = found.filter(pk=app_id).first() or app
        if app.pk != app_id or app.city_id != city.pk:
            raise DomainError(NOT_FOUND)
    check_facts(facts)
    app.name, app.purpose, app.kind = facts.name, facts.purpose, facts.kind
    app.scopes = [name for name in SCOPES if name == OPENID or name in facts.scopes]
    app.redirect_uris, app.logout_uris = ("\n".join(lines_of(t)) for t in (facts.redirect_uris, facts.logout_uris))
    app.backchannel_uri = facts.backchannel_uri.strip()
    app.state, app.written_by, app.decided_by, app.note = AppState.DRAFT, said_by(actor), "", ""
    app.save()
    audit.record(actor, "accounts.city_app.write", app, detail={"city": city.slug, "scopes": app.scopes})
    return app


def said_by(actor: Actor) -> str:
    """Return how a row remembers who acted."""
    return f"{actor.type}:{actor.id}"


def check_facts(facts: AppFacts) -> None:
    """Raise DomainError ``app_not_ready`` for what could never be approved."""
    wrong: dict[str, list[str]] = {}
    native = facts.kind is AppKind.NATIVE
    for field in ("redirect_uris", "logout_uris"):
        try:
            check_addresses(lines_of(getattr(facts, field)), native=native)
        except ValidationError as error:
            wrong[field] = error.messages
    try:
        # The portal itself goes there: a named host, by TLS, whatever the app is.
        check_addresses(lines_of(facts.backchannel_uri)[:2], native=False)
    except ValidationError as error:
        wrong["backchannel_uri"] = error.messages
    if len(lines_of(facts.backchannel_uri)) > 1:
        wrong["backchannel_uri"] = [_("One address.")]
    if unknown := sorted(set(facts.scopes) - set(SCOPES)):
        wrong["scopes"] = [", ".join(unknown)]
    if wrong:
        raise DomainError(APP_NOT_READY, errors=wrong)
