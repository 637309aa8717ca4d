"""What an old account says, in words for its person."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.claiming.conditions import facts_of
from accounts.models import OldAccount

_LABELS: Final[dict[str, Any]] = {
    "login": _("login"),
    "name": _("full name"),
    "resident_id": _("resident ID"),
    "passport": _("passport"),
    "permit": _("residence permit"),
    "phone": _("phone number"),
    "email": _("e-mail address"),
}


def facts_in_words(facts: str | None) -> str:
    """Return all that the facts of an old account say, what could not be read included."""
    held = facts_of(OldAccount(facts=facts))
    told = [(str(label), getattr(held, field)) for field, label in _LABELS.items()]
    told.append((_now("former names"), "、".join(held.former_names)))
    told += [(str(_LABELS.get(field, field)), text) for field, text in sorted(held.unread.items())]
    return "; ".join(f"{label}: {value}" for label, value in told if value)
