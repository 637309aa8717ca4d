"""What people write, for themselves or for others."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from services_portal.kernel.actor import Actor


class ActedModel(models.Model):
    """A row that says who wrote it and for whom: ``type:id`` both, ``on_behalf_of`` empty for one's own."""

    acted_by = models.CharField(_("acted by"), max_length=100, editable=False)
    on_behalf_of = models.CharField(_("on behalf of"), max_length=100, blank=True, editable=False, db_default="")

    class Meta:
        abstract = True

    @staticmethod
    def deed_of(actor: Actor) -> dict[str, str]:
        """Return both columns as ``actor`` fills them."""
        return {"acted_by": actor.acted_by, "on_behalf_of": actor.acted_for}
