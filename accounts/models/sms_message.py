"""Short messages of the demonstration, kept instead of sent."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from services_portal.kernel.actor import Actor
from services_portal.kernel.authorisation import Action, ActorQuerySet
from services_portal.kernel.crypto import EncryptedTextField
from services_portal.kernel.models import UUIDModel


class SmsMessageQuerySet(ActorQuerySet):
    """Codes open accounts: no role sees them; the demonstration's page reads the selector made for it."""

    def _permitted(self, actor: Actor, action: Action) -> Self:
        return self.none()


class SmsMessage(UUIDModel):
    """A message that the ``outbox`` back end kept; number and text are encrypted."""

    phone = EncryptedTextField(_("phone number"))
    phone_index = models.BinaryField(_("index of the phone number"), max_length=32, db_index=True)
    text = EncryptedTextField(_("text"))
    created_at = models.DateTimeField(_("created at"), auto_now_add=True, db_index=True)

    objects = SmsMessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("kept short message")
        verbose_name_plural = _("kept short messages")
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return str(self.pk)
