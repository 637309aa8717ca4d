"""ServiceVersion: an immutable published state; an application keeps the version it began under."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from catalog.content import ServiceContent, from_json
from catalog.models.service import Service, within_realms
from catalog.scopes import SERVICE_READ
from services_portal.kernel.actor import Actor
from services_portal.kernel.authorisation import Action, ActorQuerySet
from services_portal.kernel.models import UUIDModel


class ServiceVersionQuerySet(ActorQuerySet):
    """What has been published is public for ever; nobody changes it."""

    def _permitted(self, actor: Actor, action: Action) -> Self:
        if action == Action.VIEW:
            return self.all()
        held = within_realms(actor.realms(SERVICE_READ), prefix="service__")
        return self.filter(held) if action == Action.EXPORT else self.none()


class ServiceVersion(UUIDModel):
    """What a service said from ``published_at`` on."""

    service = models.ForeignKey(
        Service, verbose_name=_("service"), on_delete=models.PROTECT, related_name="versions", db_index=False
    )
    number = models.PositiveIntegerField(_("number"))
    content = models.JSONField(_("content"))
    digest = models.CharField(_("digest"), max_length=32)
    published_at = models.DateTimeField(_("published at"), db_default=Now())
    published_by = models.CharField(_("published by"), max_length=100)
    # Which row of which import made it. The database asks nothing of these two: they are written a thousand at a time.
    run = models.ForeignKey(
        "IntakeRun",
        verbose_name=_("import"),
        on_delete=models.DO_NOTHING,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    row_number = models.PositiveIntegerField(_("row"), null=True, blank=True)

    objects = ServiceVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of a service")
        verbose_name_plural = _("versions of a service")
        ordering = ["service", "number"]
        constraints = [
            models.UniqueConstraint(fields=["service", "number"], name="service_version_number"),
            models.CheckConstraint(condition=Q(number__gte=1), name="service_version_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.service_id} v{self.number}"

    def read(self) -> ServiceContent:
        """Return the content."""
        return from_json(self.content)
