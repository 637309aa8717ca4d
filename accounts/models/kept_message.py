"""Messages of the demonstration, kept instead of sent."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from services_portal.kernel.actor import Actor
from services_portal.kernel.authorisation import Action, ActorQuerySet
from services_portal.kernel.crypto import EncryptedTextField, blind_index
from services_portal.kernel.models import UUIDModel

ADDRESS_PURPOSE = "accounts.keptmessage.address"


def address_index(address: str) -> bytes:
    """Return the blind index under which the messages to ``address`` are found."""
    return blind_index(address.lower(), ADDRESS_PURPOSE)


class Channel(models.TextChoices):
    """How the message would have travelled."""

    SMS = "sms", _("short message")
    MAIL = "mail", _("e-mail")


class KeptMessageQuerySet(ActorQuerySet):
    """Codes open accounts: no role sees them; the demonstration's page reads the selector made for it."""

    def _permitted(self, actor: Actor, action: Action) -> Self:
        return self.none()

    def to(self, address: str) -> Self:
        """Return the messages to one number (E.164) or e-mail address."""
        return self.filter(address_index=address_index(address))


class KeptMessage(UUIDModel):
    """A message that the portal kept for the demonstration; address and text are encrypted."""

    channel = models.CharField(_("channel"), max_length=4, choices=Channel)
    address = EncryptedTextField(_("address"), editable=False)
    address_index = models.BinaryField(_("index of the address"), max_length=32, db_index=True, editable=False)
    text = EncryptedTextField(_("text"), editable=False)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True, db_index=True)

    objects = KeptMessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("kept message")
        verbose_name_plural = _("kept messages")
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return str(self.pk)
