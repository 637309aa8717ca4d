"""Agencies that offer services."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from stdnum.cn import uscc

from cities.models.city import City
from cities.models.reference import ActiveReferenceQuerySet
from cities.models.region import Region
from services_portal.kernel.models import TimestampedModel, UUIDModel
from services_portal.kernel.text import LocalizedTextField, current_language, pick


def validate_uscc(value: str) -> None:
    """Refuse what is not a unified social credit code with a right check character (GB 32100)."""
    if value != uscc.compact(value) or not uscc.is_valid(value):
        raise ValidationError(_("Not a valid unified social credit code (GB 32100)."), code="uscc_invalid")


def validate_names(value: Any) -> None:
    """Refuse what is not a list of names."""
    if not isinstance(value, list) or not all(isinstance(name, str) and name.strip() for name in value):
        raise ValidationError(_("Expected a list of names."), code="names_shape")


class AgencyLevel(models.TextChoices):
    """The level of government, as the implementation code writes it (GB/T 39554)."""

    NATIONAL = "1", _("national")
    PROVINCIAL = "2", _("provincial")
    CITY = "3", _("city")
    COUNTY = "4", _("county")
    TOWNSHIP = "5", _("township")
    VILLAGE = "6", _("village")


class Agency(UUIDModel, TimestampedModel):
    """An organ or institution, known by its unified social credit code (GB 32100)."""

    uscc = models.CharField(_("unified social credit code"), max_length=18, unique=True, validators=[validate_uscc])
    name = LocalizedTextField(_("name"))
    short_name = models.CharField(_("short name"), max_length=60, blank=True)
    aliases = models.JSONField(_("other names"), default=list, blank=True, validators=[validate_names])
    department = models.CharField(_("kind of department"), max_length=60, blank=True)
    level = models.CharField(_("level"), max_length=1, choices=AgencyLevel)
    region = models.ForeignKey(Region, verbose_name=_("region"), on_delete=models.PROTECT, related_name="agencies")
    city = models.ForeignKey(
        City, verbose_name=_("city"), on_delete=models.PROTECT, null=True, blank=True, related_name="agencies"
    )
    parent = models.ForeignKey(
        "self", verbose_name=_("parent"), on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    is_active = models.BooleanField(_("active"), default=True)

    objects = ActiveReferenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("agency")
        verbose_name_plural = _("agencies")
        ordering = ["uscc"]

    def __str__(self) -> str:
        return pick(self.name, current_language()) or self.uscc

    @property
    def realm(self) -> str:
        """The realm in which grants of this agency's staff hold."""
        return f"agency:{self.pk}"
