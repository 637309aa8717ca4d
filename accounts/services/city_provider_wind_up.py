"""A city's identity system has ended: what it had opened closes, and its people hear how they sign in instead."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import CityLink, CityLinkSession, CityProvider
from accounts.notices import Letter, notify
from accounts.selectors import standing_for
from accounts.services.city_sessions_end import sessions_of_link_end

BATCH = 200


def city_provider_wind_up(*, provider_id: UUID) -> int:
    """End the sessions that the provider's accounts opened; returns how many links had some. Doing it twice does no
    harm: what was ended is gone."""
    provider = CityProvider.objects.get(pk=provider_id)
    wound_up = 0
    while True:
        links = CityLink.objects.filter(city=provider.city_id, issuer=provider.issuer)
        rows = CityLinkSession.objects.filter(link__in=links).order_by("link").values_list("link", flat=True)
        found = CityLink.objects.filter(pk__in=set(rows[:BATCH])).select_related("user")
        if not found:
            return wound_up
        for link in found:
            sessions_of_link_end(link)
            wound_up += 1


def city_people_of(*, provider_id: UUID) -> list[UUID]:
    """Return the links of all who are to be told."""
    provider = CityProvider.objects.get(pk=provider_id)
    live = CityLink.objects.live().filter(city=provider.city_id, issuer=provider.issuer, user__is_active=True)
    return list(live.order_by("pk").values_list("pk", flat=True))


def city_end_tell(*, link_id: UUID) -> int:
    """Tell the person of one link; returns how many messages left. Holds no transaction while it sends."""
    link = CityLink.objects.live().filter(pk=link_id).select_related("user", "city").first()
    return notify(standing_for(link.user), lambda: _letter(str(link.city))) if link is not None else 0


def _letter(city: str) -> Letter:
    return Letter(
        _("Your city's account signs you in here no longer"),
        _(
            "The city of %(city)s has ended its own sign-in. Your account with the portal stays as it is: sign in with"
            " a passkey, your password, or a code to your phone or e-mail address. A window helps with your document."
        )
        % {"city": city},
        _("[Services Portal] Your city's own account signs you in here no longer. Use your phone or password instead."),
    )
