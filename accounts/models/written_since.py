"""What was written in two accounts while they were one, and what became of it when they were taken apart."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.merge import Merge
from services_portal.kernel.models import UUIDModel


class Outcome(models.TextChoices):
    """What became of a row. What the survivor wrote by his own means is his, and is not listed."""

    GIVEN = "given", _("went to the account that was absorbed: it was written by its means")
    UNTOLD = "untold", _("stayed: nobody can tell by whose means it was written")
    TAKEN = "taken", _("stayed: its owner has one already, and can have no two")
    ENDED = "ended", _("was removed: it is neither's, or its owner has one already")
    BOTH = "both", _("is whose it was before; the other one has written to it too")


class WrittenSince(UUIDModel):
    """One row: ``pointer`` is ``app.Model.field``, ``row`` its key. ``settled_by`` is the member of staff (``type:id``)
    who has given it to its owner afterwards."""

    merge = models.ForeignKey(Merge, verbose_name=_("merge"), on_delete=models.CASCADE, related_name="since")
    pointer = models.CharField(_("pointer"), max_length=120)
    row = models.CharField(_("row"), max_length=80)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome)
    settled_by = models.CharField(_("given by"), max_length=80, blank=True, default="", db_default="")
    settled_at = models.DateTimeField(_("given at"), null=True, blank=True)

    class Meta:
        verbose_name = _("row written between merge and undoing")
        verbose_name_plural = _("rows written between merge and undoing")
        constraints = [models.UniqueConstraint(fields=["merge", "pointer", "row"], name="written_since_once")]

    def __str__(self) -> str:
        return f"{self.pointer} {self.row}"
