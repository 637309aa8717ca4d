"""The three economic circles of the province."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from cities.models.reference import ReferenceQuerySet
from services_portal.kernel.models import UUIDModel
from services_portal.kernel.text import LocalizedTextField, current_language, pick


class Zone(UUIDModel):
    """A group of cities that plan together."""

    code = models.SlugField(_("code"), unique=True)
    name = LocalizedTextField(_("name"))
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    objects = ReferenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("zone")
        verbose_name_plural = _("zones")
        ordering = ["order", "code"]

    def __str__(self) -> str:
        return pick(self.name, current_language()) or self.code
