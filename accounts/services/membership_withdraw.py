"""A role is taken back."""

from __future__ import annotations

from django.db import transaction

from accounts.errors import ROLE_OUT_OF_REACH
from accounts.models import StaffMembership
from accounts.roles import Role
from accounts.services.membership_grant import may_manage
from services_portal.kernel import audit
from services_portal.kernel.actor import Actor
from services_portal.kernel.errors import DomainError


@transaction.atomic
def membership_withdraw(*, actor: Actor, membership: StaffMembership) -> None:
    """Delete the role; with the last one the admin site closes, unless the user is a superuser.

    Raises DomainError ``role_out_of_reach`` when ``actor`` could not have given it.
    """
    if not may_manage(actor, Role(membership.role), agency=membership.agency, city=membership.city):
        raise DomainError(ROLE_OUT_OF_REACH)
    user = membership.user
    detail = {"user": str(user.pk), "role": membership.role, "realm": membership.realm}
    audit.record(actor, "accounts.membership.withdraw", membership, detail=detail)
    membership.delete()
    if user.is_staff and not user.is_superuser and not user.memberships.exists():
        user.is_staff = False
        user.save(update_fields=["is_staff"])
