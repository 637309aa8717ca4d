"""Who looks at the page, as far as pages are concerned: where he stands and how he reads.

A signed-in resident's own settings come first, then the cookies of this browser, then the province's first city.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from accounts.models import User
from accounts.selectors import Profile, profile_of
from accounts.services import ResidentChanges, resident_update
from cities.models import City
from cities.selectors import active_cities
from services_portal.kernel.text import LANGUAGES, Language, current_language

CITY_COOKIE: Final = "city"
TEXT_COOKIE: Final = "text"
LARGE: Final = "large"
COOKIE_AGE: Final = 365 * 24 * 3600


class Visitor:
    """The reader of one request; each fact is looked up when first asked for."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @cached_property
    def profile(self) -> Profile | None:
        """The signed-in resident's profile, or None."""
        user = self.request.user
        return profile_of(user) if isinstance(user, User) else None

    @cached_property
    def chosen_city(self) -> City | None:
        """The city that the reader said he is in: his resident's present or home city, else the cookie's."""
        if self.profile is not None and not self.profile.resident._state.adding:
            resident = self.profile.resident
            city = resident.current_city or resident.home_city
            if city is not None and city.is_active:
                return city
        slug = self.request.COOKIES.get(CITY_COOKIE, "")
        return active_cities().filter(slug=slug).prefetch_related(None).first() if slug else None

    @cached_property
    def city(self) -> City | None:
        """The city whose services are shown; None only where no city takes part yet."""
        return self.chosen_city or active_cities().prefetch_related(None).first()

    @property
    def city_is_guessed(self) -> bool:
        """Whether the reader has not told us yet where he is."""
        return self.chosen_city is None

    @cached_property
    def large_text(self) -> bool:
        """Whether the page is set in large type."""
        if self.profile is not None:
            return self.profile.resident.large_text
        return self.request.COOKIES.get(TEXT_COOKIE) == LARGE

    @property
    def language(self) -> Language:
        """The language of the page."""
        return current_language()

    @property
    def wished_language(self) -> Language | None:
        """What a signed-in resident has set, where this browser has no cookie of its own."""
        if settings.LANGUAGE_COOKIE_NAME in self.request.COOKIES or self.profile is None:
            return None
        wished = self.profile.resident.language
        return wished if wished in LANGUAGES else None

    @property
    def demonstration(self) -> bool:
        """Whether this portal is a demonstration and has to say so."""
        return settings.PORTAL_DEMONSTRATION

    def remember(self, response: HttpResponse, changes: ResidentChanges, **cookies: str) -> None:
        """Keep a choice: in this browser by cookies, and in the account of a signed-in resident."""
        for name, value in cookies.items():
            response.set_cookie(
                name,
                value,
                max_age=COOKIE_AGE,
                samesite="Lax",
                secure=settings.SESSION_COOKIE_SECURE,
            )
        if self.profile is not None:
            actor: Any = self.request.actor  # type: ignore[attr-defined]
            resident_update(actor=actor, user=self.profile.user, changes=changes)


def visitor_of(request: HttpRequest) -> Visitor:
    """Return the visitor of a request, the same object each time."""
    known: Visitor | None = getattr(request, "_visitor", None)
    if known is None:
        known = Visitor(request)
        request._visitor = known  # type: ignore[attr-defined]
    return known


def portal(request: HttpRequest) -> dict[str, Visitor]:
    """Context processor: templates know the visitor as ``portal``."""
    return {"portal": visitor_of(request)}
