"""Copies of all that is held about a person, made for him."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from services_portal.kernel.actor import Actor
from services_portal.kernel.authorisation import Action, ActorQuerySet
from services_portal.kernel.models import TimestampedModel, UUIDModel


class ExportState(models.TextChoices):
    """Where a copy stands."""

    WAITING = "waiting", _("being made")
    READY = "ready", _("ready")
    FAILED = "failed", _("could not be made")


class ExportKind(models.TextChoices):
    """The forms in which a copy is made."""

    JSON = "json", _("JSON, for machines")
    PDF = "pdf", _("PDF, to read and print")


class DataExportQuerySet(ActorQuerySet):
    """A person has his own; nobody else sees them, whatever his role."""

    def _permitted(self, actor: Actor, action: Action) -> Self:
        return self.filter(user_id=actor.id) if actor.type == "user" else self.none()


class DataExport(UUIDModel, TimestampedModel):
    """A copy of all that is held about ``user``, good until ``expires_at`` and deleted then. One is made at a time."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("user"), on_delete=models.CASCADE, related_name="+"
    )
    state = models.CharField(_("state"), max_length=10, choices=ExportState, default=ExportState.WAITING)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    ready_at = models.DateTimeField(_("ready at"), null=True, blank=True)
    expires_at = models.DateTimeField(_("kept until"), db_index=True)

    objects = DataExportQuerySet.as_manager()

    class Meta:
        verbose_name = _("copy of personal data")
        verbose_name_plural = _("copies of personal data")
        constraints = [
            models.UniqueConstraint(fields=["user"], condition=Q(state="waiting"), name="data_export_one_under_way"),
            models.CheckConstraint(
                condition=Q(state="ready", ready_at__isnull=False) | (~Q(state="ready") & Q(ready_at__isnull=True)),
                name="data_export_ready_at_some_time",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class DataExportPart(models.Model):
    """A piece of a copy, encrypted (``kernel.crypto.encrypt_bytes``)."""

    export = models.ForeignKey(DataExport, verbose_name=_("copy"), on_delete=models.CASCADE, related_name="parts")
    kind = models.CharField(_("form"), max_length=4, choices=ExportKind)
    number = models.PositiveIntegerField(_("number"))
    content = models.BinaryField(_("content"), editable=False)

    class Meta:
        verbose_name = _("piece of a copy")
        verbose_name_plural = _("pieces of copies")
        constraints = [models.UniqueConstraint(fields=["export", "kind", "number"], name="data_export_part_once")]

    def __str__(self) -> str:
        return f"{self.export_id} {self.kind} {self.number}"
