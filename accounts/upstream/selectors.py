"""Reads of links to cities' accounts."""

from __future__ import annotations

from accounts.models import CityLink, User


def links_of(user: User) -> list[CityLink]:
    """Return the cities' accounts that open ``user``'s, the latest first."""
    return list(CityLink.objects.live().filter(user=user).select_related("city").order_by("-pk"))
