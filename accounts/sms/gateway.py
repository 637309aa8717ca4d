"""What a gateway for short messages is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from services_portal.kernel.registry import Plugin, Registry

ENTRY_POINTS: Final = "services_portal.sms_gateways"


@dataclass(frozen=True)
class Sms:
    """One message: ``phone`` is E.164; neither number nor text may reach a log (``repr`` hides both)."""

    phone: str = field(repr=False)
    text: str = field(repr=False)


class SmsNotSentError(Exception):
    """The message did not leave; ``permanent`` says whether trying again could help."""

    def __init__(self, reason: str, *, permanent: bool) -> None:
        super().__init__(reason)
        self.permanent = permanent


class SmsGateway(Plugin):
    """Base of every gateway. ``demonstration`` marks one that shows messages to whoever looks."""

    demonstration: bool = False
    delivers: bool = True

    def send(self, message: Sms, options: Any) -> None:
        """Hand the message over, within a few seconds. Raises SmsNotSentError. Holds no transaction."""
        raise NotImplementedError(f"{type(self).__name__} must implement send()")


gateways: Registry[SmsGateway] = Registry("SMS gateway", entry_point_group=ENTRY_POINTS)
