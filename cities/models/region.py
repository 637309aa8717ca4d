"""Regions (GB/T 2260), with the time in which each code was valid."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cities.models.reference import ReferenceQuerySet
from services_portal.kernel.models import UUIDModel
from services_portal.kernel.text import LocalizedTextField, current_language, pick


class RegionLevel(models.TextChoices):
    """The rungs of the ladder of regions."""

    PROVINCE = "province", _("province")
    CITY = "city", _("city")
    COUNTY = "county", _("county")
    ZONE = "zone", _("development zone")
    TOWNSHIP = "township", _("township")


class RegionQuerySet(ReferenceQuerySet):
    """Regions by time."""

    def valid_on(self, day: date) -> Self:
        """Return the regions whose code is valid on ``day`` (``valid_to`` is the first day it no longer is)."""
        return self.filter(valid_from__lte=day).filter(Q(valid_to=None) | Q(valid_to__gt=day))


class Region(UUIDModel):
    """A region under one code: 12 digits, 2 province + 2 city + 2 county + 3 township + 3 village.

    A code may be retired and a later region may bear it again, so the key is the code with the day it began.
    """

    code = models.CharField(_("code"), max_length=12, validators=[RegexValidator(r"\A[0-9]{12}\Z")])
    name = LocalizedTextField(_("name"))
    pinyin = models.CharField(_("pinyin"), max_length=60, blank=True)
    level = models.CharField(_("level"), max_length=10, choices=RegionLevel)
    parent = models.ForeignKey(
        "self", verbose_name=_("parent"), on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=200, blank=True)
    successors = models.ManyToManyField(
        "self", through="RegionSuccession", symmetrical=False, related_name="predecessors", blank=True
    )

    objects = RegionQuerySet.as_manager()

    class Meta:
        verbose_name = _("region")
        verbose_name_plural = _("regions")
        ordering = ["code", "valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="region_code_from"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")), name="region_valid_forwards"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {pick(self.name, current_language())}"

    @property
    def is_retired(self) -> bool:
        """Whether the code has an end."""
        return self.valid_to is not None


class RegionSuccession(models.Model):
    """One region that took over (part of) another."""

    predecessor = models.ForeignKey(
        Region, verbose_name=_("predecessor"), on_delete=models.CASCADE, related_name="succeeded_by"
    )
    successor = models.ForeignKey(
        Region, verbose_name=_("successor"), on_delete=models.CASCADE, related_name="succession_of"
    )
    effective_on = models.DateField(_("effective on"))

    class Meta:
        verbose_name = _("succession")
        verbose_name_plural = _("successions")
        constraints = [models.UniqueConstraint(fields=["predecessor", "successor"], name="region_succession_once")]

    def __str__(self) -> str:
        return f"{self.predecessor_id} → {self.successor_id}"
