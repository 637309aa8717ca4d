"""Prints messages where the process runs."""

from __future__ import annotations

import sys
from typing import Any, Literal

import msgspec

from accounts import phones
from accounts.sms.gateway import Sms, SmsGateway, gateways
from services_portal.kernel.registry import CheckResult


class ConsoleOptions(msgspec.Struct, forbid_unknown_fields=True):
    """Where to print."""

    stream: Literal["stdout", "stderr"] = "stdout"


@gateways.register
class ConsoleGateway(SmsGateway):
    """For development: the text in full, the number masked."""

    name = "console"
    label_zh = "控制台"
    label_en = "Console"
    options_schema = ConsoleOptions
    demonstration = True

    def send(self, message: Sms, options: ConsoleOptions) -> None:
        """Print one line."""
        stream = getattr(sys, options.stream)
        stream.write(f"SMS {phones.mask(message.phone)}: {message.text}\n")
        stream.flush()

    def check(self, options: Any) -> CheckResult:
        """A console is always there."""
        return CheckResult(True, "短信打印在控制台上，仅供开发。", "Messages are printed; for development only.")
