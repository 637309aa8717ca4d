"""A person hears that a number or address is his no longer."""

from __future__ import annotations

from uuid import UUID

from django.core.mail import send_mail
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.identifiers import IdentifierType
from accounts.models import Identifier, Resident


def former_holder_tell(*, identifier_id: UUID) -> int:
    """Write to every proved address that the person of a released identifier still has; returns how many letters left.

    The letter names the identifier masked. Who has no address left finds it among his identifiers
    (``/api/v1/me/identifiers/``). Holds no transaction while it sends.
    """
    held = Identifier.objects.filter(pk=identifier_id).exclude(released_at=None).select_related("user").first()
    if held is None or not held.user.is_active:
        return 0
    addresses = Identifier.objects.proved().filter(user=held.user, type=IdentifierType.EMAIL)
    resident = Resident.objects.filter(user=held.user).only("language").first()
    sent = 0
    with translation.override(resident.language if resident else "zh-hans"):
        told = {"what": held.get_type_display(), "masked": held.masked}
        subject = _("It signs you in no longer: %(what)s %(masked)s") % told
        body = _(
            "Another person has proved that he has this now: %(what)s %(masked)s. It no longer opens your account, and"
            " your account stays yours. Sign in with another of your ways, and add the number or address that you use"
            " today. If it is still yours, prove it again in your account."
        )
        for address in addresses:
            sent += send_mail(subject, body % told, None, [address.value])
    return sent
