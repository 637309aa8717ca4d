"""The roles of staff."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.roles import REACH, Reach, Role
from accounts.scopes import STAFF_MANAGE
from cities.models import Agency, City
from services_portal.kernel.actor import EVERYWHERE, Actor
from services_portal.kernel.authorisation import Action, ActorQuerySet
from services_portal.kernel.models import TimestampedModel, UUIDModel


def _roles(reach: Reach) -> list[str]:
    return [role.value for role, reached in REACH.items() if reached is reach]


class StaffMembershipQuerySet(ActorQuerySet):
    """A member of staff sees his own; who manages staff sees and changes those of his city, or all."""

    def _permitted(self, actor: Actor, action: Action) -> Self:
        realms = actor.realms(STAFF_MANAGE)
        if EVERYWHERE in realms:
            return self.all()
        slugs = [realm.removeprefix("city:") for realm in realms if realm.startswith("city:")]
        managed = Q(city__slug__in=slugs) | Q(agency__city__slug__in=slugs)
        if action is Action.VIEW and actor.type == "user":
            managed |= Q(user_id=actor.id)
        return self.filter(managed)


class StaffMembership(UUIDModel, TimestampedModel):
    """A role that a user holds in one agency, one city, or the province (``accounts.roles``)."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("user"), on_delete=models.CASCADE, related_name="memberships"
    )
    role = models.CharField(_("role"), max_length=20, choices=Role)
    agency = models.ForeignKey(
        Agency, verbose_name=_("agency"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    city = models.ForeignKey(
        City, verbose_name=_("city"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = StaffMembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("staff role")
        verbose_name_plural = _("staff roles")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role", "agency", "city"], nulls_distinct=False, name="staff_role_once"
            ),
            models.CheckConstraint(
                condition=Q(role__in=_roles(Reach.AGENCY), agency__isnull=False, city__isnull=True)
                | Q(role__in=_roles(Reach.CITY), agency__isnull=True, city__isnull=False)
                | Q(role__in=_roles(Reach.PROVINCE), agency__isnull=True, city__isnull=True),
                name="staff_role_within_reach",
                violation_error_message=_("This role needs an agency, a city, or neither."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.agency or self.city or ''}".strip()

    def clean(self) -> None:
        """Say which place the role needs. Raises ValidationError."""
        reach = REACH.get(Role(self.role)) if self.role in Role.values else None
        if reach is Reach.AGENCY and self.agency_id is None:
            raise ValidationError({"agency": _("This role is held in an agency.")})
        if reach is Reach.CITY and self.city_id is None:
            raise ValidationError({"city": _("This role is held in a city.")})

    @property
    def realm(self) -> str:
        """Where the rights of this role hold."""
        if self.agency_id:
            return f"agency:{self.agency_id}"
        return f"city:{self.city.slug}" if self.city else EVERYWHERE
