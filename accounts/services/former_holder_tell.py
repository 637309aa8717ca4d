"""A person hears that a number or address is his no longer."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import Identifier
from accounts.notices import Letter, notify


def former_holder_tell(*, identifier_id: UUID) -> int:
    """Write to every proved address that the person of a released identifier still has; returns how many letters left.

    The letter names the identifier masked. Who has no address left finds it among his identifiers
    (``/api/v1/me/identifiers/``). Holds no transaction while it sends.
    """
    held = Identifier.objects.filter(pk=identifier_id).exclude(released_at=None).select_related("user").first()
    if held is None or not held.user.is_active:
        return 0
    return notify(held.user, partial(_letter, held))


def _letter(held: Identifier) -> Letter:
    told = {"what": held.get_type_display(), "masked": held.masked}
    body = _(
        "Another person has proved that he has this now: %(what)s %(masked)s. It no longer opens your account, and"
        " your account stays yours. Sign in with another of your ways, and add the number or address that you use"
        " today. If it is still yours, prove it again in your account."
    )
    return Letter(_("It signs you in no longer: %(what)s %(masked)s") % told, body % told)
