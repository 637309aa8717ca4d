"""How far a city has moved from its old system to the portal."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from catalog.models.intake import RunQuerySet
from cities.models import City


class CutOverPhase(models.TextChoices):
    """Who leads, and what the intake does with the source (catalog.intake.cut_over says how a city moves)."""

    SHADOW = "shadow", _("shadow: the source is compared, nothing is taken in")
    DUAL = "dual", _("dual: both sides edit, differences are reported")
    PORTAL = "portal", _("the portal leads: the source's changes are shown, not taken in")
    REDIRECTED = "redirected", _("redirected: the old channel leads to the portal")


class CutOverStep(models.Model):
    """One step of a city from phase to phase. The last one says where the city stands; none says dual.

    ``gates`` keeps what was asked before the step and what the answers were. Never changed, never removed.
    """

    city = models.ForeignKey(City, verbose_name=_("city"), on_delete=models.CASCADE, related_name="cut_over_steps")
    source = models.CharField(_("from"), max_length=12, choices=CutOverPhase)
    target = models.CharField(_("to"), max_length=12, choices=CutOverPhase)
    gates = models.JSONField(_("gates"), default=list, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    taken_by = models.CharField(_("taken by"), max_length=100)
    taken_at = models.DateTimeField(_("taken at"), db_default=Now())

    objects = RunQuerySet.as_manager()

    class Meta:
        verbose_name = _("cut-over step")
        verbose_name_plural = _("cut-over steps")
        ordering = ["city", "id"]

    def __str__(self) -> str:
        return f"{self.city_id} {self.source} → {self.target}"
