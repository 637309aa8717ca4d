"""What the codes of a service are called: editor and differences say the same words."""

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


FIELDS: Final = {
    "old_id": _("old id"),
    "old_url": _("old address"),
    "item_code": _("implementation code"),
    "basic_code": _("basic code"),
    "title": _("title"),
    "summary": _("summary"),
    "status": _("state"),
    "item_type": _("type"),
    "topic": _("topic"),
    "audience": _("For whom"),
    "agency_code": _("code of the agency"),
    "agency_name": _("name of the agency"),
    "region_code": _("code of the region"),
    "statutory_days": _("Days the law allows"),
    "promised_days": _("Promised days"),
    "visits": _("Visits needed"),
    "handling_kind": _("How it is handled"),
    "handling_scope": _("Away from home"),
    "online_url": _("Address, where it is online"),
    "channels": _("Ways to apply"),
    "conditions": _("Conditions"),
    "materials": _("Materials"),
    "steps": _("Steps"),
    "fees": _("Fees"),
    "legal_basis": _("Legal basis"),
    "result_name": _("Name of the result"),
    "office_name": _("name of the office"),
    "office_address": _("address of the office"),
    "office_hours": _("hours of the office"),
    "phone": _("Telephone for questions"),
    "complaint_phone": _("Telephone for complaints"),
    "longitude": _("Longitude"),
    "latitude": _("Latitude"),
    "effective_on": _("In force from"),
    "expires_on": _("Until (the first day it no longer is)"),
    "updated_at": _("time of the last change"),
}


def field_label(field: str) -> str:
    """Return what a field of an old catalogue is called; ``_en`` is its English; an unknown one is named as it is."""
    base = field.removesuffix("_en")
    if base not in FIELDS:
        return field
    return f"{FIELDS[base]} ({_('English')})" if base != field else str(FIELDS[base])
