"""What the codes of a service are called: editor, preview and differences say the same words."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext_lazy as _

AUDIENCES: Final = (("person", _("persons")), ("enterprise", _("enterprises")))
UNITS: Final = (("working", _("working days")), ("calendar", _("calendar days")))
KINDS: Final = (("at_once", _("at once, while you wait")), ("promised", _("within the promised days")))
SCOPES: Final = (
    ("none", _("only where the matter belongs")),
    ("online", _("wholly online, from anywhere in the province")),
    ("elsewhere", _("accepted at a window of another place")),
    ("joint", _("handled jointly by both places")),
)
CHANNELS: Final = (
    ("online", _("online")),
    ("window", _("at the window")),
    ("app", _("in an app")),
    ("mail", _("by mail")),
    ("terminal", _("at a self-service terminal")),
    ("phone", _("by telephone")),
)
GRADES: Final = (
    ("A", _("A: issued by an organ, fetched by data sharing")),
    ("B", _("B: original checked at the window")),
    ("C", _("C: copy or file uploaded")),
    ("D", _("D: declared by the applicant")),
)
_ALL: Final[dict[str, tuple[tuple[str, Any], ...]]] = {
    "audiences": AUDIENCES,
    "promised_unit": UNITS,
    "statutory_unit": UNITS,
    "handling_kind": KINDS,
    "handling_scope": SCOPES,
    "kind": CHANNELS,
    "grade": GRADES,
}


def say(field: str, code: Any) -> str:
    """Return the words for ``code`` of ``field``, or the code where there are none."""
    return str(dict(_ALL.get(field, ())).get(str(code), code))
