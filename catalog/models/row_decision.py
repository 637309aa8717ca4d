"""What people decided about source rows that wait, so that every later run decides the same by itself."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from catalog.models.basic_item import BasicItem
from catalog.models.intake import IntakeRun, RunQuerySet
from cities.models import Agency, City
from services_portal.kernel.models import UUIDModel


class RowChoice(models.TextChoices):
    """What a person decided."""

    MATTER = "matter", _("this is the matter")
    AGENCY = "agency", _("this is the agency")
    ACCEPT = "accept", _("publish in spite of the finding")
    REJECT = "reject", _("do not take in")
    KEEP_OURS = "keep_ours", _("keep what the portal says")
    TAKE_SOURCE = "take_source", _("take what the source says")


class RowDecision(UUIDModel):
    """A decision about all rows of a city that wait for one cause: a rule, and what those rows have alike there.

    It holds also for rows alike that come later, lives until it is undone and is kept afterwards; there is one living
    decision for a cause at most. ``taken_at`` and ``taken_run`` say when a run carried it, or its undoing, out; until
    then it is due.
    """

    city = models.ForeignKey(
        City, verbose_name=_("city"), on_delete=models.CASCADE, related_name="row_decisions", db_index=False
    )
    choice = models.CharField(_("decision"), max_length=12, choices=RowChoice)
    rule = models.CharField(_("rule"), max_length=60)
    alike = models.CharField(_("what the rows have alike"), max_length=500, blank=True)
    matter = models.ForeignKey(
        BasicItem, verbose_name=_("matter"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    agency = models.ForeignKey(
        Agency, verbose_name=_("agency"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    note = models.CharField(_("note"), max_length=500, blank=True)
    decided_by = models.CharField(_("decided by"), max_length=100)
    decided_at = models.DateTimeField(_("decided at"), db_default=Now())
    undone_by = models.CharField(_("undone by"), max_length=100, blank=True)
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)
    taken_run = models.ForeignKey(
        IntakeRun,
        verbose_name=_("import"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    taken_at = models.DateTimeField(_("carried out at"), null=True, blank=True, editable=False)

    objects = RunQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision about source rows")
        verbose_name_plural = _("decisions about source rows")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["city", "rule", "alike"], name="row_decision_one_lives", condition=Q(undone_at=None)
            ),
            models.CheckConstraint(
                name="row_decision_target",
                condition=Q(choice="matter", matter__isnull=False, agency=None)
                | Q(choice="agency", agency__isnull=False, matter=None)
                | Q(choice__in=["accept", "reject", "keep_ours", "take_source"], matter=None, agency=None),
            ),
            models.CheckConstraint(
                name="row_decision_undone_whole",
                condition=Q(undone_at=None, undone_by="") | (Q(undone_at__isnull=False) & ~Q(undone_by="")),
            ),
        ]
        indexes = [models.Index(fields=["city"], name="row_decision_due", condition=Q(taken_at=None))]

    def __str__(self) -> str:
        return f"{self.city_id} {self.rule} {self.alike}: {self.choice}"
