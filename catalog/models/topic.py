"""Topics: how residents look for matters."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.models.directory import DirectoryQuerySet
from services_portal.kernel.models import UUIDModel
from services_portal.kernel.text import LocalizedTextField, current_language, pick


class Audience(models.TextChoices):
    """Whom a matter is for."""

    PERSON = "person", _("persons")
    ENTERPRISE = "enterprise", _("enterprises")
    BOTH = "both", _("persons and enterprises")


class Topic(UUIDModel):
    """A field of life, such as the housing fund."""

    code = models.SlugField(_("code"), unique=True)
    name = LocalizedTextField(_("name"))
    audience = models.CharField(_("audience"), max_length=10, choices=Audience, default=Audience.BOTH)
    icon = models.CharField(_("icon"), max_length=40, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    objects = DirectoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["order", "code"]

    def __str__(self) -> str:
        return pick(self.name, current_language()) or self.code
