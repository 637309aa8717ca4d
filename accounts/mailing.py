"""Mail by SMTP; what goes wrong is told without the address that it went wrong with."""

from __future__ import annotations

from collections.abc import Sequence
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException

from django.core.mail.backends.smtp import EmailBackend
from django.core.mail.message import EmailMessage


class MailNotSentError(SMTPException):
    """A mail server did not take a mail. Says the kind of failure and the server's codes, which end in logs; the
    server's own words repeat the address."""


class SmtpBackend(EmailBackend):
    """Django's mail port (setting EMAIL_BACKEND)."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Send them; returns how many the server took. Raises MailNotSentError, or OSError where none answers."""
        try:
            return super().send_messages(email_messages) or 0
        except SMTPException as error:
            raise MailNotSentError(_said(error)) from None


def _said(error: SMTPException) -> str:
    match error:
        case SMTPRecipientsRefused():
            codes = sorted({int(code) for code, _words in error.recipients.values()})
        case SMTPResponseException():
            codes = [error.smtp_code]
        case _:
            codes = []
    return " ".join([type(error).__name__, *map(str, codes)])
