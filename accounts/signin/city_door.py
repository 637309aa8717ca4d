"""The way from a page or app of ours to a city's identity system and back, for one browser or app."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any, Final, cast

from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from allauth.core.internal import ratelimit
from django.conf import settings
from django.contrib.auth import logout
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from accounts.models import CityLink, CityProvider, User
from accounts.selectors import standing_for
from accounts.services.city_link_add import city_link_add
from accounts.services.city_sessions_end import city_session_begin, sid_index
from accounts.services.city_sign_in import city_sign_in
from accounts.signin.noticing import words_of
from accounts.signin.presence import CITY, note
from accounts.upstream import exchange
from accounts.upstream.exchange import Journey, Said
from accounts.upstream.refusals import CITY_ENDED
from accounts.upstream.tokens import refused
from services_portal.kernel import clock
from services_portal.kernel.errors import DomainError
from services_portal.kernel.http.codes import TOO_MANY_REQUESTS
from services_portal.kernel.text import current_language

KEPT: Final = "_accounts_city"
ENTERED: Final = "_accounts_city_entered"
# Tabs of one browser that may be on their way at once, and how long (seconds).
MOST: Final = 5
LONGEST: Final = 600


def providers() -> list[CityProvider]:
    """Return the cities' systems through which people can sign in now, in the order of the cities."""
    found = CityProvider.objects.in_force(clock.now()).select_related("city")
    return list(found.order_by("city__order", "city__slug"))


def leave(request: HttpRequest, slug: str, *, target: str = "") -> tuple[CityProvider, str]:
    """Return the system of the city ``slug``, and its address to which the person of ``request`` goes; who is signed in
    adds its account to his. In: ``target``, a path of ours to go on to afterwards.

    Raises DomainError ``city_sign_in_ended``, ``city_sign_in_unavailable``, ``too_many_requests``.
    """
    _count(request)
    provider = next((each for each in providers() if each.city.slug == slug), None)
    if provider is None:
        raise DomainError(CITY_ENDED)
    journey, address = exchange.begin(provider)
    user = request.user
    kept = {
        "provider": journey.provider,
        "nonce": journey.nonce,
        "verifier": journey.verifier,
        "at": clock.now().timestamp(),
        "person": str(user.pk) if user.is_authenticated else "",
        "target": target,
    }
    others = list((request.session.get(KEPT) or {}).items())[1 - MOST :]
    request.session[KEPT] = {**dict(others), journey.state: kept}
    return provider, address


def arrive(request: HttpRequest, slug: str, answer: Mapping[str, str]) -> HttpResponse:
    """Take the ``answer`` (the query of the way back) and sign the person in, or add the account to his.

    Returns where the browser goes on: to what was being done, or to a second factor. Raises DomainError
    ``city_sign_in_refused`` for whatever is not the first answer to what this browser or app asked, and as
    ``exchange.finish``, ``city_sign_in``, ``city_link_add``.
    """
    _count(request)
    kept = _taken(request, answer.get("state", ""))
    found = CityProvider.objects.in_force(clock.now()).select_related("city")
    provider = found.filter(pk=kept["provider"], city__slug=slug).first()
    if provider is None:
        raise DomainError(CITY_ENDED)
    person = str(request.user.pk) if request.user.is_authenticated else ""
    if kept["person"] != person:
        raise refused("person")
    journey = Journey(kept["provider"], answer["state"], kept["nonce"], kept["verifier"])
    said = exchange.finish(provider, journey, answer)
    if person:
        user, device = cast(User, request.user), words_of(request)
        actor = request.actor  # type: ignore[attr-defined]
        city_link_add(actor=actor, user=user, provider_id=provider.pk, said=said, device=device)
        return HttpResponseRedirect(kept["target"] or settings.LOGIN_REDIRECT_URL)
    return _sign_in(request, provider, said, kept["target"])


def came_by_city(login: Login) -> bool:
    """Whether a sign-in that is under way came from a city: then number and address need not be proved for it."""
    return login.state.get(CITY) is True


def entered(request: HttpRequest, user: Any) -> bool:
    """Note, once somebody is signed in, that a city's account opened the session: it ends when the city says so.

    Returns whether he may stay: he is signed out again where that account was taken back, or its city's system ended,
    while he showed a second factor.
    """
    kept = request.session.pop(ENTERED, None)
    key = request.session.session_key
    if kept is None or not key:
        return True
    link = CityLink.objects.filter(pk=kept["link"]).select_related("user").first()
    if link is None or standing_for(link.user) != user:
        return True  # left behind by another sign-in of this browser
    if city_session_begin(link_id=link.pk, session_key=key, sid=bytes.fromhex(kept["sid"])):
        return True
    logout(request)
    return False


def _sign_in(request: HttpRequest, provider: CityProvider, said: Said, target: str) -> HttpResponse:
    came = city_sign_in(provider_id=provider.pk, said=said, language=current_language())
    # It counts as shown from when the city asked him; where it does not say when, it never does.
    shown_at = min(float(said.signed_in_at), clock.now().timestamp())
    facts = {"provider": provider.city.slug, "uid": str(came.link.pk), "reauthenticated": False}
    note(request.session, came.user, CITY, at=shown_at, **facts)
    request.session[ENTERED] = {"link": str(came.link.pk), "sid": sid_index(said.issuer, said.session).hex()}
    login = Login(user=came.user, signup=came.is_new, redirect_url=target or None, state={CITY: True})
    return perform_login(request, login)


def _taken(request: HttpRequest, state: str) -> dict[str, Any]:
    """Take what was kept for ``state``, once: of two answers at the same time one gets it."""
    waiting = dict(request.session.get(KEPT) or {})
    kept = waiting.pop(state, None)
    if not isinstance(kept, dict):
        raise refused("state")
    request.session[KEPT] = waiting
    mark = f"accounts.signin.city[{hashlib.sha256(state.encode()).hexdigest()}]"
    if not cache.add(mark, 1, timeout=LONGEST) or kept["at"] < clock.now().timestamp() - LONGEST:
        raise refused("state")
    return kept


def _count(request: HttpRequest) -> None:
    limits = {"config": settings.PORTAL_CITY_SIGN_IN_LIMITS, "limit_get": True}
    if ratelimit.consume(request, app="portal", action="city", **limits) is None:
        raise DomainError(TOO_MANY_REQUESTS, headers={"Retry-After": "60"})
