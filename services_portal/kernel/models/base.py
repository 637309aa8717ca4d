"""The two abstract bases of our models."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from services_portal.kernel.ids import uuid7


class UUIDModel(models.Model):
    """A row keyed by a time-ordered UUID, so that keys may be made before the row is written."""

    id = models.UUIDField(_("id"), primary_key=True, default=uuid7, editable=False)

    class Meta:
        abstract = True

    def __repr__(self) -> str:
        # Which row, and not what it says of itself: a repr ends in logs and tracebacks, and some rows are people.
        return f"<{type(self).__name__}: {self.pk}>"


class TimestampedModel(models.Model):
    """A row that knows when it was made and last changed (bulk writes set ``updated_at`` themselves)."""

    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    updated_at = models.DateTimeField(_("updated at"), auto_now=True)

    class Meta:
        abstract = True
