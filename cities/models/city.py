"""Cities: data plus an adapter."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from cities.models.reference import ActiveReferenceQuerySet
from cities.models.region import Region, RegionLevel
from cities.models.zone import Zone
from services_portal.kernel.models import TimestampedModel, UUIDModel
from services_portal.kernel.text import LocalizedTextField, current_language, pick

PILOT_2020 = "2020"


class City(UUIDModel, TimestampedModel):
    """A city that takes part, registered from its manifest."""

    slug = models.SlugField(_("short name"), unique=True)
    region = models.OneToOneField(Region, verbose_name=_("region"), on_delete=models.PROTECT, related_name="city")
    name = LocalizedTextField(_("name"))
    zone = models.ForeignKey(
        Zone, verbose_name=_("zone"), on_delete=models.PROTECT, null=True, blank=True, related_name="cities"
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    adapter = models.CharField(_("adapter"), max_length=60)
    manifest_digest = models.CharField(_("manifest digest"), max_length=64, blank=True, editable=False)
    is_active = models.BooleanField(_("active"), default=True)

    objects = ActiveReferenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("city")
        verbose_name_plural = _("cities")
        ordering = ["order", "slug"]

    def __str__(self) -> str:
        return pick(self.name, current_language()) or self.slug

    @property
    def code(self) -> str:
        """The digits that people know the city by: four, or six for a county that is a city here."""
        return self.region.code[: 4 if self.region.level == RegionLevel.CITY else 6]

    @property
    def pilot_2020(self) -> bool:
        """Whether the city took part in the pilots of 2020 (prefetch ``pilots`` when reading many)."""
        return any(pilot.code == PILOT_2020 for pilot in self.pilots.all())
