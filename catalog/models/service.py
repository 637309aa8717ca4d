"""Service (实施清单): what one agency offers for a matter in one region."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalog.models.basic_item import BasicItem
from catalog.scopes import SERVICE_EDIT, SERVICE_PUBLISH, SERVICE_READ
from cities.models import Agency, AgencyLevel, City, Region
from services_portal.kernel.actor import EVERYWHERE, Actor
from services_portal.kernel.authorisation import Action, ActorQuerySet
from services_portal.kernel.models import TimestampedModel, UUIDModel

SCOPE_FOR = {
    Action.VIEW: SERVICE_READ,
    Action.EXPORT: SERVICE_READ,
    Action.ADD: SERVICE_EDIT,
    Action.CHANGE: SERVICE_EDIT,
    Action.DELETE: SERVICE_EDIT,
    Action.PUBLISH: SERVICE_PUBLISH,
}


class ServiceState(models.TextChoices):
    """Where a service stands (catalog.workflow says how it moves)."""

    DRAFT = "draft", _("draft")
    IN_REVIEW = "in_review", _("in review")
    PUBLISHED = "published", _("published")
    RETIRED = "retired", _("retired")


class ServiceOrigin(models.TextChoices):
    """How a service came here."""

    MANUAL = "manual", _("registered by hand")
    INTAKE = "intake", _("taken in from an old catalogue")


def within_realms(realms: frozenset[str], *, prefix: str = "") -> Q:
    """Return the condition that a service (reached by ``prefix``) lies in one of ``realms``."""
    if EVERYWHERE in realms:
        return ~Q(pk=None)
    agencies = [realm.removeprefix("agency:") for realm in realms if realm.startswith("agency:")]
    cities = [realm.removeprefix("city:") for realm in realms if realm.startswith("city:")]
    return Q(**{f"{prefix}agency_id__in": agencies}) | Q(**{f"{prefix}city__slug__in": cities})


class ServiceQuerySet(ActorQuerySet):
    """Everyone sees what is published; staff see and change what lies in their realms."""

    def _permitted(self, actor: Actor, action: Action) -> Self:
        held = within_realms(actor.realms(SCOPE_FOR[action]))
        return self.filter(held | Q(state=ServiceState.PUBLISHED)) if action == Action.VIEW else self.filter(held)

    def published(self) -> Self:
        """Return the services that residents may use."""
        return self.filter(state=ServiceState.PUBLISHED)


class Service(UUIDModel, TimestampedModel):
    """One agency's offer of a matter; what it says stands in its versions, what is being written in its draft.

    ``implementation_code`` = USCC 18 + level 1 + basic code 12 (GB/T 39554), None where the city has none that is
    valid. ``version`` counts every change and is what If-Match compares. ``card`` holds what lists show of
    the published version (``catalog.publishing.render.Card``), written only by publishing.
    """

    basic_item = models.ForeignKey(
        BasicItem, verbose_name=_("matter"), on_delete=models.PROTECT, related_name="services"
    )
    agency = models.ForeignKey(
        Agency, verbose_name=_("agency"), on_delete=models.PROTECT, related_name="services", db_index=False
    )
    region = models.ForeignKey(Region, verbose_name=_("region"), on_delete=models.PROTECT, related_name="services")
    city = models.ForeignKey(
        City, verbose_name=_("city"), on_delete=models.PROTECT, null=True, blank=True, related_name="services"
    )
    level = models.CharField(_("level"), max_length=1, choices=AgencyLevel)
    implementation_code = models.CharField(_("implementation code"), max_length=40, unique=True, null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=ServiceState, default=ServiceState.DRAFT)
    current_version = models.ForeignKey(
        "ServiceVersion",
        verbose_name=_("published version"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        db_index=False,
    )
    origin = models.CharField(_("origin"), max_length=10, choices=ServiceOrigin, default=ServiceOrigin.MANUAL)
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    card = models.JSONField(_("card"), null=True, editable=False)
    retired_at = models.DateTimeField(_("retired at"), null=True, blank=True, editable=False)

    objects = ServiceQuerySet.as_manager()

    class Meta:
        verbose_name = _("service")
        verbose_name_plural = _("services")
        ordering = ["id"]
        indexes = [
            models.Index(fields=["basic_item", "city", "level"], name="service_fit", condition=Q(state="published")),
            models.Index(fields=["agency", "state"], name="service_agency_state"),
        ]

    def __str__(self) -> str:
        return self.implementation_code or str(self.pk)
