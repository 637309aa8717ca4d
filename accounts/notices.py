"""Letters to a person about his own account."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from django.core.mail import send_mail
from django.utils import translation

from accounts.identifiers import IdentifierType
from accounts.models import Identifier, Resident, User
from accounts.sms import send_sms


class Letter(NamedTuple):
    """What is written to a person; ``texted`` is its short form, for those who have no address."""

    subject: str
    body: str
    texted: str = ""


def notify(
    user: User, write: Callable[[], Letter], *, everywhere: bool = False, besides: Identifier | None = None
) -> int:
    """Write to every address that ``user`` has proved; return how many messages left.

    ``write`` is called with the language active that the person reads. Who has no address gets the short form on his
    phone, where there is one; with ``everywhere`` his phone gets it too. ``besides`` is a number or address that he has
    no longer and that is told once more. Raises what the mail server answers and, as DomainError ``sms_not_sent``,
    what the gateway does. Call it from a task: it holds no transaction while it sends.
    """
    proved = Identifier.objects.proved().filter(user=user)
    addresses = [each.value for each in proved.filter(type=IdentifierType.EMAIL).order_by("pk")]
    if besides is not None and besides.type == IdentifierType.EMAIL:
        addresses.append(besides.value)
    resident = Resident.objects.filter(user=user).only("language").first()
    with translation.override(resident.language if resident else "zh-hans"):
        letter = write()
        for address in addresses:
            send_mail(letter.subject, letter.body, None, [address])
        texted = letter.texted and (everywhere or not addresses)
        numbers = [each.value for each in proved.filter(type=IdentifierType.PHONE)] if texted else []
        if texted and besides is not None and besides.type == IdentifierType.PHONE:
            numbers.append(besides.value)
        for number in numbers:
            send_sms(phone=number, text=letter.texted)
    return len(addresses) + len(numbers)
