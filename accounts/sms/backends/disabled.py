"""No messages at all."""

from __future__ import annotations

from typing import Any

from accounts.sms.gateway import Sms, SmsGateway, SmsNotSentError, gateways
from services_portal.kernel.registry import CheckResult


@gateways.register
class DisabledGateway(SmsGateway):
    """For a portal without a provider: signing in by phone is refused openly."""

    name = "disabled"
    label_zh = "停用"
    label_en = "Disabled"
    delivers = False

    def send(self, message: Sms, options: Any) -> None:
        """Raise SmsNotSentError."""
        raise SmsNotSentError("no gateway is configured", permanent=True)

    def check(self, options: Any) -> CheckResult:
        """Say that nothing is sent."""
        return CheckResult(False, "未配置短信服务，手机登录不可用。", "No gateway: signing in by phone is off.")
