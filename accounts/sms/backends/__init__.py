"""The gateways that come with the portal."""

from accounts.sms.backends import console, disabled, outbox

__all__ = ["console", "disabled", "outbox"]
