"""Pilot programmes and the cities that took part."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from cities.models.city import City
from cities.models.reference import ReferenceQuerySet
from services_portal.kernel.models import UUIDModel
from services_portal.kernel.text import LocalizedTextField, current_language, pick


class Pilot(UUIDModel):
    """A programme that some cities try first."""

    code = models.SlugField(_("code"), unique=True)
    name = LocalizedTextField(_("name"))
    cities = models.ManyToManyField(City, verbose_name=_("cities"), related_name="pilots", blank=True)

    objects = ReferenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("pilot")
        verbose_name_plural = _("pilots")
        ordering = ["code"]

    def __str__(self) -> str:
        return pick(self.name, current_language()) or self.code
