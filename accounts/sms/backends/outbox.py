"""Keeps messages in the database, for the demonstration's page."""

from __future__ import annotations

import msgspec
from django.db import DatabaseError

from accounts.keeping import keep_message
from accounts.models import Channel, KeptMessage
from accounts.sms.gateway import Sms, SmsGateway, gateways
from services_portal.kernel.registry import CheckResult


class OutboxOptions(msgspec.Struct, forbid_unknown_fields=True):
    """How long a message is kept."""

    keep_hours: int = 24


@gateways.register
class OutboxGateway(SmsGateway):
    """For a demonstration: encrypted rows, shown at ``/demonstration/messages/``."""

    name = "outbox"
    label_zh = "演示收件箱"
    label_en = "Demonstration outbox"
    options_schema = OutboxOptions
    demonstration = True

    def send(self, message: Sms, options: OutboxOptions) -> None:
        """Write one row; drop those past their time."""
        keep_message(channel=Channel.SMS, address=message.phone, text=message.text, hours=options.keep_hours)

    def check(self, options: OutboxOptions) -> CheckResult:
        """Look whether the table answers."""
        try:
            KeptMessage.objects.exists()
        except DatabaseError:
            return CheckResult(False, "数据库没有应答。", "The database does not answer.")
        return CheckResult(True, "短信保存在演示收件箱中。", "Messages are kept for the demonstration's page.")
