"""A resident changes what the portal knows of him."""

from __future__ import annotations

from typing import Any

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.errors import REGION_NOT_CURRENT
from accounts.events import ResidentMoved
from accounts.models import Resident, User
from accounts.selectors import Profile, city_of, profile_of, region_today
from services_portal.kernel import audit, outbox
from services_portal.kernel.actor import Actor
from services_portal.kernel.authorisation import Action
from services_portal.kernel.errors import DomainError
from services_portal.kernel.refusals import NOT_PERMITTED, STALE_VERSION
from services_portal.kernel.text import Language

UNSET = msgspec.UNSET


class ResidentChanges(msgspec.Struct, frozen=True, kw_only=True):
    """What to change; what is not given stays. Regions are 12-digit codes, None takes the region away."""

    display_name: str | msgspec.UnsetType = UNSET
    home_region: str | msgspec.UnsetType | None = UNSET
    current_region: str | msgspec.UnsetType | None = UNSET
    language: Language | msgspec.UnsetType = UNSET
    large_text: bool | msgspec.UnsetType = UNSET

    def given(self) -> dict[str, Any]:
        """Return the given members by name."""
        members = ((name, getattr(self, name)) for name in self.__struct_fields__)
        return {name: value for name, value in members if value is not UNSET}


@transaction.atomic
def resident_update(
    *, actor: Actor, user: User, changes: ResidentChanges, expected_version: str | None = None
) -> Profile:
    """Change the resident of ``user`` and return the profile as it stands afterwards.

    The cities follow the regions. Writes an audit entry with the names of what changed, and :class:`ResidentMoved` when
    the home or present city changed; writes nothing when nothing changes. ``expected_version`` is a
    ``Profile.version``. Raises DomainError: ``not_permitted`` for anybody but the resident himself, ``stale_version``
    when the profile has changed since, ``region_not_current`` for a code that no region bears today.
    """
    locked = User.objects.select_for_update(no_key=True).filter(pk=user.pk).for_actor(actor, Action.CHANGE).first()
    if locked is None:
        raise DomainError(NOT_PERMITTED)
    profile = profile_of(locked)
    if expected_version is not None and expected_version != profile.version:
        raise DomainError(STALE_VERSION)
    resident = profile.resident
    before = _state(resident)
    _apply(resident, changes.given())
    changed = sorted(name for name, value in _state(resident).items() if value != before[name])
    if not changed:
        return profile
    resident.save()
    audit.record(actor, "accounts.resident.update", resident, detail={"fields": changed})
    moved = tuple(which for which in ("home", "current") if f"{which}_city_id" in changed)
    if moved:
        outbox.publish(
            ResidentMoved(resident_id=resident.pk, which=moved),
            aggregate_type="accounts.resident",
            aggregate_id=str(resident.pk),
        )
    return profile_of(locked)


def _state(resident: Resident) -> dict[str, Any]:
    skipped = {"id", "created_at", "updated_at"}
    return {
        field.attname: getattr(resident, field.attname)
        for field in Resident._meta.concrete_fields
        if field.name not in skipped
    }


def _apply(resident: Resident, given: dict[str, Any]) -> None:
    wrong: dict[str, list[str]] = {}
    for name, value in given.items():
        if not name.endswith("_region"):
            setattr(resident, name, value)
            continue
        region = region_today(value) if value else None
        if value and region is None:
            wrong[name] = [_("No region bears this code today.")]
            continue
        setattr(resident, name, region)
        setattr(resident, name.replace("_region", "_city"), city_of(region))
    if wrong:
        raise DomainError(REGION_NOT_CURRENT, errors=wrong)
