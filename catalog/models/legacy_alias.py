"""Old ids, for ever."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from catalog.models.service import Service
from cities.models import City


class LegacyAlias(models.Model):
    """Where an old id of a city's app or portal leads now. Never removed: people keep links."""

    city = models.ForeignKey(
        City, verbose_name=_("city"), on_delete=models.CASCADE, related_name="aliases", db_index=False
    )
    old_id = models.CharField(_("old id"), max_length=200)
    service = models.ForeignKey(Service, verbose_name=_("service"), on_delete=models.PROTECT, related_name="aliases")
    created_at = models.DateTimeField(_("created at"), db_default=Now())

    class Meta:
        verbose_name = _("old address")
        verbose_name_plural = _("old addresses")
        constraints = [models.UniqueConstraint(fields=["city", "old_id"], name="legacy_alias_key")]

    def __str__(self) -> str:
        return self.old_id
