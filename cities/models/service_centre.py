"""Places where residents are served."""

from __future__ import annotations

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


class ServiceCentre(UUIDModel, TimestampedModel):
    """A centre with address, point (WGS 84 degrees), opening hours and what it offers to those who need more."""

    code = models.CharField(_("code"), max_length=30, unique=True)
    city = models.ForeignKey(City, verbose_name=_("city"), on_delete=models.CASCADE, related_name="centres")
    region = models.ForeignKey(Region, verbose_name=_("region"), on_delete=models.PROTECT, related_name="centres")
    name = LocalizedTextField(_("name"))
    address = LocalizedTextField(_("address"))
    longitude = models.DecimalField(_("longitude"), max_digits=9, decimal_places=6, null=True, blank=True)
    latitude = models.DecimalField(_("latitude"), max_digits=9, decimal_places=6, null=True, blank=True)
    hours = models.JSONField(
        _("opening hours"),
        default=list,
        blank=True,
        help_text='[{"days": [1, 2], "open": "09:00", "close": "17:00"}]',
    )
    hours_note = LocalizedTextField(_("note on the hours"), null=True, blank=True)
    accessibility = models.JSONField(_("accessibility"), default=list, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    is_active = models.BooleanField(_("active"), default=True)

    objects = ActiveReferenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("service centre")
        verbose_name_plural = _("service centres")
        ordering = ["code"]

    def __str__(self) -> str:
        return pick(self.name, current_language()) or self.code
