"""Which set-up steps this database has been through."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class SetupRecord(models.Model):
    """A finished step of `make run`, with the digest of what it read; a changed digest makes it due again.

    It lies in the database and not in a file, so that a new or restored database is asked for itself.
    """

    step = models.CharField(_("step"), max_length=200, primary_key=True)
    digest = models.CharField(_("digest"), max_length=64)
    finished_at = models.DateTimeField(_("finished at"), auto_now=True)

    class Meta:
        verbose_name = _("set-up step")
        verbose_name_plural = _("set-up steps")

    def __str__(self) -> str:
        return self.step
