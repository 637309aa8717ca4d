"""What reached people."""

from __future__ import annotations

import re

from django.core import mail

from accounts.models import KeptMessage

CODE = re.compile(r"(?<!\d)\d{6}(?!\d)")


def messages_to(phone: str) -> list[str]:
    """Return the short messages to a number, newest first."""
    return [message.text for message in KeptMessage.objects.to(phone)]


def code_to(phone: str) -> str:
    """Return the code in the newest short message to a number."""
    found = CODE.search(messages_to(phone)[0])
    assert found
    return found[0]


def mailed_code(address: str) -> str:
    """Return the code in the newest mail to an address."""
    letters = [letter.body for letter in mail.outbox if letter.to == [address]]
    found = CODE.search(letters[-1])
    assert found
    return found[0]


def wrong(code: str) -> str:
    """Return a code of the same shape that is not ``code``."""
    return code[:-1] + str((int(code[-1]) + 1) % 10)
