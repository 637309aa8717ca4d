"""Messages kept instead of sent, so that a demonstration works without a provider."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import EmailMessage
from django.db import transaction

from accounts.models import Channel, KeptMessage
from accounts.models.kept_message import address_index
from services_portal.kernel import clock

KEPT_HOURS = 24


@transaction.atomic
def keep_message(*, channel: Channel, address: str, text: str, hours: int = KEPT_HOURS) -> None:
    """Keep one message to a number (E.164) or e-mail address; drop all older than ``hours``."""
    KeptMessage.objects.filter(created_at__lt=clock.now() - timedelta(hours=hours)).delete()
    KeptMessage.objects.create(channel=channel, address=address, address_index=address_index(address), text=text)


class KeepingEmailBackend(BaseEmailBackend):
    """Django's mail port on the same table (setting EMAIL_BACKEND)."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Keep one row a recipient; returns how many mails were taken."""
        for mail in email_messages:
            for address in mail.recipients():
                keep_message(channel=Channel.MAIL, address=address, text=f"{mail.subject}\n\n{mail.body}")
        return len(email_messages)
