"""A person is given a role."""

from __future__ import annotations

from django.db import transaction

from accounts.errors import ROLE_OUT_OF_REACH, ROLE_PLACE_MISMATCH
from accounts.models import StaffMembership, User
from accounts.roles import REACH, ROLE_SCOPES, Reach, Role
from accounts.scopes import STAFF_MANAGE
from cities.models import Agency, City
from services_portal.kernel import audit
from services_portal.kernel.actor import EVERYWHERE, Actor
from services_portal.kernel.errors import DomainError


@transaction.atomic
def membership_grant(
    *, actor: Actor, user: User, role: Role, agency: Agency | None = None, city: City | None = None
) -> StaffMembership:
    """Give ``user`` a role and admit him to the admin site; giving it again returns the one he has.

    Raises DomainError: ``role_place_mismatch`` when the place is not of the role's kind, ``role_out_of_reach`` when
    ``actor`` does not manage staff there or does not hold, there, every right of the role.
    """
    reach = REACH[role]
    if (agency is not None, city is not None) != (reach is Reach.AGENCY, reach is Reach.CITY):
        raise DomainError(ROLE_PLACE_MISMATCH)
    if not may_manage(actor, role, agency=agency, city=city):
        raise DomainError(ROLE_OUT_OF_REACH)
    membership, created = StaffMembership.objects.get_or_create(user=user, role=role, agency=agency, city=city)
    if not user.is_staff:
        user.is_staff = True
        user.save(update_fields=["is_staff"])
    if created:
        detail = {"user": str(user.pk), "role": role.value, "realm": membership.realm}
        audit.record(actor, "accounts.membership.grant", membership, detail=detail)
    return membership


def may_manage(actor: Actor, role: Role, *, agency: Agency | None, city: City | None) -> bool:
    """Whether ``actor`` may give or take this role there: an agency counts as part of its city."""
    place = city or (agency.city if agency else None)
    realm = f"city:{place.slug}" if place else EVERYWHERE
    return all(actor.may(scope, realm) for scope in (STAFF_MANAGE, *ROLE_SCOPES[role]))
