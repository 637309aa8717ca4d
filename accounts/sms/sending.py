"""Sending through the gateway that the settings name."""

from __future__ import annotations

import logging

from django.conf import settings

from accounts.errors import SMS_NOT_SENT
from accounts.sms.gateway import Sms, SmsNotSentError, gateways
from services_portal.kernel.errors import DomainError

logger = logging.getLogger(__name__)
RETRY_AFTER = "60"


def send_sms(*, phone: str, text: str) -> None:
    """Send ``text`` to ``phone`` (E.164) by ``PORTAL_SMS_GATEWAY``.

    Raises DomainError ``sms_not_sent`` (with Retry-After where trying again could help).
    """
    name = settings.PORTAL_SMS_GATEWAY
    gateway = gateways.get(name)
    try:
        gateway.send(Sms(phone, text), gateways.options(name, settings.PORTAL_SMS_OPTIONS))
    except SmsNotSentError as error:
        logger.warning("short message not sent", extra={"gateway": name, "permanent": error.permanent})
        headers = None if error.permanent else {"Retry-After": RETRY_AFTER}
        raise DomainError(SMS_NOT_SENT, headers=headers) from error
