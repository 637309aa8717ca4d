"""Places where residents are served."""

from __future__ import annotations

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from cities.models.city import City
from cities.models.reference import ActiveReferenceQuerySet
from cities.models.region import Region
from services_portal.kernel.models import TimestampedModel, UUIDModel
from services_portal.kernel.text import LocalizedTextField, current_language, pick

ACCESSIBILITY = {
    "ramp": _("ramp"),
    "lift": _("lift"),
    "toilet": _("accessible toilet"),
    "parking": _("accessible parking"),
    "hearing_loop": _("hearing loop"),
    "braille": _("braille"),
    "sign_language": _("sign language"),
    "wheelchair": _("wheelchairs to borrow"),
}


TIME_OF_DAY = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")


def _is_period(period: Any) -> bool:
    if not isinstance(period, dict) or set(period) != {"days", "open", "close"}:
        return False
    days, opens, closes = period["days"], period["open"], period["close"]
    if not (isinstance(days, list) and days and all(type(day) is int and 1 <= day <= 7 for day in days)):
        return False
    texts = isinstance(opens, str) and isinstance(closes, str)
    return texts and all(TIME_OF_DAY.fullmatch(text) for text in (opens, closes)) and opens < closes


def validate_hours(value: Any) -> None:
    """Refuse anything but a list of periods of days (1 Monday … 7 Sunday) with a beginning before an end."""
    if not isinstance(value, list) or not all(map(_is_period, value)):
        raise ValidationError(
            _('Expected periods like {"days": [1, 2], "open": "09:00", "close": "17:00"}.'), code="hours_shape"
        )


def validate_accessibility(value: Any) -> None:
    """Refuse anything but a list of the codes of ``ACCESSIBILITY``."""
    if not isinstance(value, list) or not all(isinstance(code, str) and code in ACCESSIBILITY for code in value):
        raise ValidationError(_("Expected codes of accessibility."), code="accessibility_unknown")


class ServiceCentre(UUIDModel, TimestampedModel):
    """A centre with address, point (WGS 84 degrees), opening hours and what it offers to those who need more."""

    code = models.CharField(_("code"), max_length=30, unique=True)
    city = models.ForeignKey(City, verbose_name=_("city"), on_delete=models.CASCADE, related_name="centres")
    region = models.ForeignKey(Region, verbose_name=_("region"), on_delete=models.PROTECT, related_name="centres")
    name = LocalizedTextField(_("name"))
    address = LocalizedTextField(_("address"))
    longitude = models.DecimalField(
        _("longitude"),
        max_digits=9,
        decimal_places=6,
        null=True,
        blank=True,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
    )
    latitude = models.DecimalField(
        _("latitude"),
        max_digits=9,
        decimal_places=6,
        null=True,
        blank=True,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
    )
    hours = models.JSONField(
        _("opening hours"),
        default=list,
        blank=True,
        validators=[validate_hours],
        help_text='[{"days": [1, 2], "open": "09:00", "close": "17:00"}]',
    )
    hours_note = LocalizedTextField(_("note on the hours"), null=True, blank=True)
    accessibility = models.JSONField(_("accessibility"), default=list, blank=True, validators=[validate_accessibility])
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    is_active = models.BooleanField(_("active"), default=True)

    objects = ActiveReferenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("service centre")
        verbose_name_plural = _("service centres")
        ordering = ["code"]

    def __str__(self) -> str:
        return pick(self.name, current_language()) or self.code
