"""The change feed: every publication event once, in order, for ever."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalog.models.service import Service


class ChangeKind(models.TextChoices):
    """What happened to the public document of a service."""

    PUBLISHED = "published", _("published")
    UPDATED = "updated", _("updated")
    RETIRED = "retired", _("retired")
    RESTORED = "restored", _("restored")


class CatalogueChange(models.Model):
    """One event of the feed, as the registry stood then; written only by ``catalog.publishing.changes``.

    ``position`` is the event's place in the feed: 1, 2, 3, … without a gap, given after the commit of the write that
    made it true, and None until then. ``id`` is drawn within that write, so it tells the order of one service's events
    and nothing more. ``etags`` holds the entity tag of the document in each language, empty where it is gone.
    """

    position = models.BigIntegerField(_("position"), unique=True, null=True, editable=False)
    kind = models.CharField(_("kind"), max_length=10, choices=ChangeKind)
    service = models.ForeignKey(Service, verbose_name=_("service"), on_delete=models.PROTECT, related_name="changes")
    number = models.PositiveIntegerField(_("number"))
    implementation_code = models.CharField(_("implementation code"), max_length=40, blank=True)
    basic_code = models.CharField(_("basic code"), max_length=12)
    region_code = models.CharField(_("region code"), max_length=12)
    agency_uscc = models.CharField(_("credit code of the agency"), max_length=18)
    city = models.CharField(_("city"), max_length=50, blank=True)
    etags = models.JSONField(_("entity tags"), default=dict)
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("change of the catalogue")
        verbose_name_plural = _("changes of the catalogue")
        ordering = ["position"]
        indexes = [models.Index(fields=["id"], name="change_unnumbered", condition=Q(position=None))]

    def __str__(self) -> str:
        return f"{self.position} {self.kind} {self.service_id}"
