"""Ways back into an account whose person has lost what opened it."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.scopes import IDENTITY_PROVE
from services_portal.kernel.actor import Actor
from services_portal.kernel.authorisation import Action, ActorQuerySet
from services_portal.kernel.models import UUIDModel


class RecoveryState(models.TextChoices):
    """How far it is."""

    ASKED = "asked", _("waits for a second clerk")
    OPEN = "open", _("open")
    STOPPED = "stopped", _("stopped by its person")
    DONE = "done", _("done")


LIVE = (RecoveryState.ASKED, RecoveryState.OPEN)


class RecoveryQuerySet(ActorQuerySet):
    """Clerks see all of them: one opens what another approves. No row says whose account it is but by its number."""

    def _permitted(self, actor: Actor, action: Action) -> Self:
        return self.all() if actor.may(IDENTITY_PROVE) else self.none()

    def live(self) -> Self:
        """Return those that can still come to their end."""
        return self.filter(state__in=LIVE)


class Recovery(UUIDModel):
    """One way back: opened by a clerk who has compared the document, and finished by who has the key given to him.

    Nothing of the account changes before ``ready_at``, and nothing after ``expires_at``; its person can stop it in
    between. The key itself is kept nowhere, only its keyed hash.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("user"), on_delete=models.CASCADE, related_name="+"
    )
    key_index = models.BinaryField(_("index of the key"), max_length=32, unique=True, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=RecoveryState)
    opened_by = models.CharField(_("opened by"), max_length=90)
    approved_by = models.CharField(_("approved by"), max_length=90, blank=True)
    opened_at = models.DateTimeField(_("opened at"))
    ready_at = models.DateTimeField(_("not before"))
    expires_at = models.DateTimeField(_("not after"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    objects = RecoveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("recovery of an account")
        verbose_name_plural = _("recoveries of accounts")
        constraints = [
            models.UniqueConstraint(fields=["user"], condition=Q(ended_at__isnull=True), name="recovery_one_live"),
            models.CheckConstraint(condition=~Q(approved_by=F("opened_by")), name="recovery_four_eyes"),
            models.CheckConstraint(
                condition=Q(opened_at__lte=F("ready_at"), ready_at__lt=F("expires_at")), name="recovery_times"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
