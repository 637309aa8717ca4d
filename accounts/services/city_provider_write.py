"""A city writes down the identity system that it still runs, through which its people sign in here for a while."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import CityProvider, ProviderState
from accounts.models.city_provider import OPEN_STATES
from accounts.scopes import APP_REGISTER
from accounts.services.city_app_write import said_by
from accounts.upstream.http import origin_of
from accounts.upstream.refusals import PROVIDER_NOT_READY
from cities.models import City
from services_portal.kernel import audit
from services_portal.kernel.actor import Actor
from services_portal.kernel.errors import DomainError
from services_portal.kernel.refusals import NOT_PERMITTED

CLAIM: Final = re.compile(r"[A-Za-z][A-Za-z0-9_:/.-]{0,59}")
SCOPES: Final = re.compile(r"[!#-\[\]-~]+( [!#-\[\]-~]+)*")
CLAIMS: Final = ("old_id_claim", "name_claim", "resident_id_claim", "phone_claim")


@dataclass(frozen=True, kw_only=True)
class ProviderFacts:
    """What a city says of its provider; see ``models.CityProvider``. ``secret``: empty, the one that is in force stays,
    where issuer and client id do."""

    name: dict[str, str]
    issuer: str
    client_id: str
    begins_at: datetime
    ends_at: datetime
    secret: str = field(default="", repr=False)
    scopes: str = "openid"
    old_id_claim: str = "sub"
    name_claim: str = ""
    resident_id_claim: str = ""
    phone_claim: str = ""


@transaction.atomic
def city_provider_write(*, actor: Actor, city: City, facts: ProviderFacts) -> CityProvider:
    """Write what ``city`` says as its one draft; what is in force stays so, and is never edited. Returns the draft.

    Raises DomainError: ``not_permitted`` for who may not register for the city, ``city_provider_not_ready`` for what is
    unfit, by field.
    """
    if not actor.may(APP_REGISTER, f"city:{city.slug}"):
        raise DomainError(NOT_PERMITTED)
    City.objects.select_for_update(no_key=True).get(pk=city.pk)
    secret = facts.secret or _kept_secret(city, facts)
    _check(facts, secret)
    open_ones = CityProvider.objects.select_for_update(no_key=True).filter(city=city, state__in=OPEN_STATES)
    draft = open_ones.first() or CityProvider(city=city)
    for name in ("name", "issuer", "client_id", "scopes", "begins_at", "ends_at", *CLAIMS):
        setattr(draft, name, getattr(facts, name))
    draft.secret = secret
    draft.state, draft.written_by, draft.decided_by, draft.note = ProviderState.DRAFT, said_by(actor), "", ""
    draft.save()
    audit.record(actor, "accounts.city_provider.write", draft, detail={"city": city.slug, "issuer": draft.issuer})
    return draft


def _kept_secret(city: City, facts: ProviderFacts) -> str:
    states = [ProviderState.APPROVED, *OPEN_STATES]
    known = CityProvider.objects.filter(
        city=city, issuer=facts.issuer, client_id=facts.client_id, state__in=states
    ).order_by("-pk")
    found = known.first()
    return str(found.secret) if found is not None else ""


def _check(facts: ProviderFacts, secret: str) -> None:
    wrong: dict[str, list[str]] = {}
    try:
        origin_of(facts.issuer)
    except ValueError:
        wrong["issuer"] = [_("An https address, without user, query and #.")]
    if not facts.client_id.isascii() or not facts.client_id.isprintable() or not facts.client_id:
        wrong["client_id"] = [_("What the provider calls the portal, in plain characters.")]
    if not secret:
        wrong["secret"] = [_("The provider gives a secret for the portal.")]
    if not SCOPES.fullmatch(facts.scopes) or "openid" not in facts.scopes.split():
        wrong["scopes"] = [_("Names divided by spaces, openid among them.")]
    for name in CLAIMS:
        if (claim := getattr(facts, name)) and not CLAIM.fullmatch(claim):
            wrong[name] = [_("The name of a claim, such as preferred_username.")]
    if facts.ends_at <= facts.begins_at:
        wrong["ends_at"] = [_("After it begins.")]
    if wrong:
        raise DomainError(PROVIDER_NOT_READY, errors=wrong)
