"""Requests that must take effect once, whatever the network does."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from services_portal.kernel.models.base import UUIDModel


class IdempotencyRecord(UUIDModel):
    """A key an actor has used, the fingerprint of its request, and the result once the work is done."""

    actor_type = models.CharField(_("actor type"), max_length=30)
    actor_id = models.CharField(_("actor"), max_length=64)
    key = models.CharField(_("key"), max_length=200)
    fingerprint = models.BinaryField(_("fingerprint"))
    owner = models.UUIDField(_("owner of the lease"))
    lease_until = models.DateTimeField(_("lease until"))
    status = models.PositiveSmallIntegerField(_("status"), null=True)
    body = models.JSONField(_("body"), null=True)
    created_at = models.DateTimeField(_("created at"), db_default=Now())

    class Meta:
        verbose_name = _("idempotency record")
        verbose_name_plural = _("idempotency records")
        constraints = [
            models.UniqueConstraint(fields=["actor_type", "actor_id", "key"], name="idempotency_key_per_actor")
        ]

    def __str__(self) -> str:
        return self.key
