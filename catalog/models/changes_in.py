"""Changes on their way in: what cities' systems told, in order, until an import takes it; how fresh each source is."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from catalog.models.intake import IntakeRun, RunQuerySet
from cities.models import City


class ChangeOrigin(models.TextChoices):
    """How changes came."""

    POLL = "poll", _("asked for")
    PUSH = "push", _("told by the city")


class IncomingChange(models.Model):
    """Some rows that changed at the source, and old ids that are gone from it, as they came.

    Written in the transaction that moves the cursor they were asked with (``SourceState``), or, when told by the city,
    once for each of its event ids. Imports take them in the order of ``id``; ``payload`` is emptied then, the note that
    the event was there stays.
    """

    city = models.ForeignKey(City, verbose_name=_("city"), on_delete=models.CASCADE, related_name="+", db_index=False)
    origin = models.CharField(_("origin"), max_length=4, choices=ChangeOrigin)
    event_id = models.CharField(_("event id"), max_length=200, blank=True)
    digest = models.CharField(_("digest"), max_length=32)
    payload = models.BinaryField(_("payload"))
    rows = models.PositiveIntegerField(_("rows"))
    gone = models.PositiveIntegerField(_("gone"))
    received_at = models.DateTimeField(_("received at"), db_default=Now())
    taken_at = models.DateTimeField(_("taken at"), null=True, blank=True)
    run = models.ForeignKey(
        IntakeRun, verbose_name=_("import"), on_delete=models.SET_NULL, null=True, blank=True, related_name="changes"
    )

    objects = RunQuerySet.as_manager()

    class Meta:
        verbose_name = _("incoming change")
        verbose_name_plural = _("incoming changes")
        constraints = [
            models.UniqueConstraint(fields=["city", "event_id"], name="incoming_once", condition=Q(event_id__gt=""))
        ]
        indexes = [models.Index(fields=["city", "id"], name="incoming_waiting", condition=Q(taken_at=None))]

    def __str__(self) -> str:
        return f"{self.city_id} {self.pk}"


class SourceState(models.Model):
    """How far a city's source has been followed, when it was last read, and since when it counts as stale."""

    city = models.OneToOneField(City, verbose_name=_("city"), on_delete=models.CASCADE, related_name="source_state")
    cursor = models.TextField(_("cursor"), blank=True)
    last_digest = models.CharField(_("digest of the last answer"), max_length=32, blank=True)
    read_at = models.DateTimeField(_("last read"), null=True, blank=True)
    failed_at = models.DateTimeField(_("last failure"), null=True, blank=True)
    error_code = models.CharField(_("error"), max_length=80, blank=True)
    stale_since = models.DateTimeField(_("stale since"), null=True, blank=True)

    objects = RunQuerySet.as_manager()

    class Meta:
        verbose_name = _("state of a source")
        verbose_name_plural = _("states of sources")

    def __str__(self) -> str:
        return str(self.city_id)
