"""Reads of accounts."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property

from accounts.identifiers import IdentifierType
from accounts.means import means_of_request
from accounts.models import AccountChange, Identifier, KeptMessage, Merge, MergeState, Resident, StaffMembership, User
from accounts.models.merge import LIVE
from accounts.roles import ROLE_SCOPES, Role
from cities.models import City, Region
from services_portal.kernel import clock
from services_portal.kernel.actor import ANONYMOUS, Actor, Grant

USER: Final = "user"
_LADDER: Final = ("city", "parent__city", "parent__parent__city", "parent__parent__parent__city")
_MEMORY: Final = "_accounts_actor"


def is_staff_account(user: User) -> bool:
    """Whether ``user`` works for an authority: such an account is merged with none, and opened by our own means."""
    return user.is_staff or user.is_superuser or StaffMembership.objects.filter(user=user).exists()


def grants_of(memberships: Iterable[StaffMembership]) -> frozenset[Grant]:
    """Return the rights that these roles give, each in the place of its role."""
    return frozenset(Grant(scope, held.realm) for held in memberships for scope in ROLE_SCOPES[Role(held.role)])


def actor_of(user: User) -> Actor:
    """Return the actor that a signed-in user is, with the grants of his roles (one query; none for a superuser)."""
    if user.is_superuser:
        return Actor(type=USER, id=str(user.pk), label=str(user), all_rights=True)
    memberships = StaffMembership.objects.filter(user=user).select_related("city")
    return Actor(type=USER, id=str(user.pk), label=str(user), grants=grants_of(memberships))


def actor_for_request(request: HttpRequest) -> Actor:
    """Return who acts in ``request``: nobody, or the signed-in user; asked once a request and user."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated or not user.is_active:
        return ANONYMOUS
    known: Actor | None = getattr(request, _MEMORY, None)
    if known is None or known.id != str(user.pk):
        known = actor_of(user)
        known = replace(known, via=means_of_request(request, known))
        setattr(request, _MEMORY, known)
    return known


def remember_actor(request: HttpRequest, actor: Actor) -> None:
    """Let ``actor``, who is the signed-in user, be the one who acts in ``request`` from here on."""
    setattr(request, _MEMORY, actor)


def region_today(code: str) -> Region | None:
    """Return the region that bears ``code`` (12 digits) today, with its ladder of parents, or None."""
    return Region.objects.valid_on(clock.today()).filter(code=code).select_related(*_LADDER).first()


def city_of(region: Region | None) -> City | None:
    """Return the city that ``region`` is or lies in, or None: the province, or a place no city looks after."""
    while region is not None:
        if hasattr(region, "city"):
            return region.city
        region = region.parent
    return None


def proved_phone(user: User) -> Identifier | None:
    """Return the phone number that ``user`` has proved, or None."""
    found: Identifier | None = Identifier.objects.proved().filter(user=user, type=IdentifierType.PHONE).first()
    return found


def holder_of(identifier_type: IdentifierType, normalised: str) -> Identifier | None:
    """Return the proved identifier of this value with its user, whoever that is, or None."""
    found = Identifier.objects.proved().bearing(identifier_type, normalised).select_related("user")
    holder: Identifier | None = found.first()
    return holder


def standing_for(user: User) -> User:
    """Return the account that signs in for ``user``: itself, or the one that it has become a part of."""
    while (
        merge := Merge.objects.filter(absorbed=user, state=MergeState.DONE).select_related("survivor").first()
    ) is not None:
        user = merge.survivor
    return user


def account_of(identifier_type: IdentifierType, normalised: str) -> User | None:
    """Return the account that signs in by this proved identifier, also where it stayed with a part of it, or None."""
    held = holder_of(identifier_type, normalised)
    return standing_for(held.user) if held is not None else None


def parts_of(user: User) -> list[User]:
    """Return the accounts that have become parts of ``user``, the parts of parts too."""
    found: list[User] = []
    around = [user.pk]
    while around:
        merges = (
            Merge.objects.filter(survivor__in=around, state=MergeState.DONE).select_related("absorbed").defer("brought")
        )
        found += (parts := [merge.absorbed for merge in merges])
        around = [part.pk for part in parts]
    return found


def merges_of(user: User) -> QuerySet[Merge]:
    """Return the merges that are asked for or stand and take in ``user``, the latest first."""
    found = Merge.objects.filter(Q(survivor=user) | Q(absorbed=user), state__in=LIVE)
    return found.order_by("-asked_at", "-pk")


def changes_of(user: User, limit: int = 20) -> QuerySet[AccountChange]:
    """Return the latest changes to how the account of ``user`` is opened, the newest first."""
    return AccountChange.objects.filter(user=user).order_by("-pk")[:limit]


def proves_by_code(held: Identifier, now: datetime) -> bool:
    """Whether a code sent to ``held`` may open the account that holds it.

    Operators give a number out again no sooner than 90 days after it was last anybody's, so a number proved within
    ``PORTAL_PHONE_TRUST_DAYS`` is still the same person's. After that a code proves who has the number now, and says
    nothing of the account. An address is not given out again.
    """
    if held.type != IdentifierType.PHONE:
        return True
    assert held.last_proved_at is not None  # noqa: S101 - a check in the database
    return held.last_proved_at > now - timedelta(days=settings.PORTAL_PHONE_TRUST_DAYS)


@dataclass(frozen=True)
class Profile:
    """A person as he sees himself: account, resident, roles."""

    user: User
    resident: Resident
    memberships: tuple[StaffMembership, ...]

    @cached_property
    def proved_phone(self) -> Identifier | None:
        """The proved phone number (one query, when first asked for)."""
        return proved_phone(self.user)

    @property
    def phone(self) -> str:
        """The proved phone number, masked; empty when there is none."""
        return self.proved_phone.masked if self.proved_phone else ""

    @property
    def version(self) -> str:
        """A mark that changes with anything the profile shows."""
        parts: list[object] = [self.user.email, self.proved_phone and self.proved_phone.pk, self.resident.updated_at]
        parts += [(held.pk, held.updated_at) for held in self.memberships]
        return hashlib.sha256(repr(parts).encode()).hexdigest()[:32]


def profile_of(user: User) -> Profile:
    """Return the profile of ``user`` (two queries); an account made without sign-up has an unsaved resident."""
    related = ("home_region", "home_city", "current_region", "current_city")
    resident = Resident.objects.filter(user=user).select_related(*related).first()
    memberships = StaffMembership.objects.filter(user=user).select_related("agency", "city").order_by("id")
    return Profile(user, resident or Resident(user=user), tuple(memberships))


def display_name(user: User) -> str:
    """Return how a person is addressed: chosen name, masked phone, or e-mail address."""
    resident = Resident.objects.filter(user=user).only("display_name").first()
    if resident and resident.display_name:
        return resident.display_name
    phone = proved_phone(user)
    if phone is not None:
        return phone.masked
    return user.email or ""


def kept_messages(limit: int = 20) -> QuerySet[KeptMessage]:
    """Return the newest messages that the demonstration kept; none outside a demonstration."""
    messages = KeptMessage.objects.all() if settings.PORTAL_DEMONSTRATION else KeptMessage.objects.none()
    return messages.order_by("-created_at", "-id")[:limit]
