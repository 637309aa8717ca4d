"""A person hears of a change to how his account is opened."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import AccountChange, ChangeKind
from accounts.notices import Letter, notify
from accounts.objection import objection_token
from accounts.selectors import standing_for


def change_tell(*, change_id: UUID) -> int:
    """Write to every address and number that the person of the change has proved, and to the one that he lost by it.

    Returns how many messages left. A short message says that something was changed and no more. Each has the link by
    which he says that it was not he. Holds no transaction while it sends.
    """
    change = AccountChange.objects.filter(pk=change_id).select_related("user", "identifier").first()
    if change is None:
        return 0
    lost = change.identifier if change.kind == ChangeKind.IDENTIFIER_RELEASED else None
    return notify(standing_for(change.user), partial(_letter, change), everywhere=True, besides=lost)


def _letter(change: AccountChange) -> Letter:
    link = f"{settings.PORTAL_BASE_URL}/not-me/{objection_token(change)}/"
    told = {
        "what": change.get_kind_display(),
        "when": date_format(timezone.localtime(change.made_at), "Y-m-d H:i"),
        "which": f" ({change.identifier})" if change.identifier else "",
        "device": change.device or _("Unknown device"),
        "link": link,
    }
    body = _(
        "In your account %(what)s%(which)s.\n\nWhen: %(when)s\nFrom: %(device)s\n\n"
        "Was it you? Then there is nothing to do.\n\n"
        "Was it not you? Say so here; everything is signed out at once, and nothing more can be changed until you have"
        " shown that it is you:\n%(link)s"
    )
    texted = _("[Services Portal] How your account is opened was changed. Not you? %(link)s")
    return Letter(_("Your account was changed"), body % told, texted % told)
