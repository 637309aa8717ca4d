"""The port through which short messages leave.

A provider is a plugin under the entry point ``services_portal.sms_gateways``.
"""

from accounts.sms.gateway import Sms, SmsGateway, SmsNotSentError, gateways
from accounts.sms.sending import send_sms

__all__ = ["Sms", "SmsGateway", "SmsNotSentError", "gateways", "send_sms"]
