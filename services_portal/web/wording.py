"""How the facts of a service are said to a resident, one short phrase each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from django.utils.dates import WEEKDAYS_ABBR
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from catalog.publishing import shapes
from cities.models import City, ServiceCentre
from cities.models.service_centre import ACCESSIBILITY
from services_portal.kernel.text import current_language, pick

SCOPES: Final = {
    "none": gettext_lazy("only here"),
    "online": gettext_lazy("yes, fully online"),
    "elsewhere": gettext_lazy("yes, at an office elsewhere"),
    "joint": gettext_lazy("yes, offices work together"),
}
CHANNELS: Final = {
    "online": gettext_lazy("online"),
    "window": gettext_lazy("at the counter"),
    "app": gettext_lazy("in the app"),
    "mail": gettext_lazy("by post"),
    "terminal": gettext_lazy("at a self-service terminal"),
    "phone": gettext_lazy("by telephone"),
}
# The old catalogues write the form of a material in a few set phrases.
FORMS: Final = {
    "原件核验": gettext_lazy("show the original"),
    "原件": gettext_lazy("original"),
    "复印件": gettext_lazy("copy"),
    "原件或扫描件": gettext_lazy("original or scan"),
    "电子证照免提交": gettext_lazy("electronic, nothing to hand in"),
}
NOTHING_TO_HAND_IN: Final = "电子证照免提交"
FITS: Final = {
    "city": gettext_lazy("A city agency offers this for everybody in %(place)s."),
    "county": gettext_lazy("In %(place)s the districts and counties offer this; one of them is shown."),
    "township": gettext_lazy("In %(place)s townships and subdistricts offer this; one of them is shown."),
    "village": gettext_lazy("In %(place)s villages and communities offer this; one of them is shown."),
    "province": gettext_lazy("No agency of %(place)s offers this itself; the province's agency serves everybody."),
    "nation": gettext_lazy("No agency of %(place)s offers this itself; the national agency serves everybody."),
}


def days(number: int | None, unit: str = "working") -> str:
    """Return a promise in words; 0 days is while you wait, None is not said."""
    if number is None:
        return _("not stated")
    if number == 0:
        return _("while you wait")
    if unit == "calendar":
        return ngettext("%(n)s calendar day", "%(n)s calendar days", number) % {"n": number}
    return ngettext("%(n)s working day", "%(n)s working days", number) % {"n": number}


def visits(number: int | None) -> str:
    """Return how often one has to go to an office."""
    if number is None:
        return _("not stated")
    if number == 0:
        return _("no visit needed")
    return ngettext("%(n)s visit at most", "%(n)s visits at most", number) % {"n": number}


def yuan(fen: int) -> str:
    """Return an amount given in fen as yuan, without needless zeros."""
    whole, rest = divmod(int(fen), 100)
    return f"¥{whole}.{rest:02d}" if rest else f"¥{whole}"


def fees(listed: Sequence[shapes.FeeShape]) -> str:
    """Return what a matter costs, as short as it can be said."""
    amounts = [fee.amount_fen for fee in listed if fee.amount_fen is not None]
    if not listed:
        return _("no fee")
    if len(amounts) < len(listed):
        return _("depends on the case")
    if len(amounts) == 1:
        return yuan(amounts[0])
    return _("from %(amount)s") % {"amount": yuan(min(amounts))}


def scope(code: str) -> str:
    """Return whether a matter can be handled from another city (通办)."""
    return str(SCOPES.get(code, code))


def channel(kind: str) -> str:
    """Return a way to apply."""
    return str(CHANNELS.get(kind, kind))


def material(need: shapes.MaterialShape) -> str:
    """Return what is to be done about a material: its form, how many, and its grade."""
    parts = [str(FORMS.get(need.form, need.form))] if need.form else []
    if need.copies > 1 and need.form != NOTHING_TO_HAND_IN:
        parts.append(_("%(n)s copies") % {"n": need.copies})
    parts.append(_("grade %(grade)s") % {"grade": need.grade})
    return " · ".join(parts)


def fit_reason(fit: str | None, place: City | None) -> str:
    """Return why this service was chosen for a place."""
    name = pick(place.name, current_language()) if place else _("the province")
    return str(FITS[fit]) % {"place": name} if fit in FITS else ""


def accessibility(centre: ServiceCentre) -> str:
    """Return what a service centre offers to those who need more."""
    return _(", ").join(str(ACCESSIBILITY[code]) for code in centre.accessibility if code in ACCESSIBILITY)


def _weekdays(numbers: Sequence[int]) -> str:
    """Return days (1 Monday … 7 Sunday) in words; three or more in a row become a span."""
    names = [str(WEEKDAYS_ABBR[number - 1]) for number in numbers]
    if len(numbers) > 2 and list(numbers) == list(range(numbers[0], numbers[-1] + 1)):
        return _("%(first)s–%(last)s") % {"first": names[0], "last": names[-1]}
    return _(", ").join(names)


def opening(centre: ServiceCentre) -> str:
    """Return when a service centre is open: days that keep the same hours together."""
    spans: dict[tuple[int, ...], list[str]] = {}
    for period in centre.hours:
        spans.setdefault(tuple(sorted(period["days"])), []).append(f"{period['open']}–{period['close']}")
    return _("; ").join(f"{_weekdays(days)} {_(', ').join(hours)}" for days, hours in spans.items())


def point(office: shapes.OfficeShape) -> str:
    """Return a position in words (WGS 84)."""
    return _("%(latitude)s° N, %(longitude)s° E") % {
        "latitude": f"{office.latitude:.4f}",
        "longitude": f"{office.longitude:.4f}",
    }


def geo(office: shapes.OfficeShape) -> str:
    """Return a position for a ``geo:`` address (RFC 5870)."""
    return f"{office.latitude:.6f},{office.longitude:.6f}"


def tel(number: str) -> str:
    """Return a telephone number for a ``tel:`` address: digits, with the plus of a country code."""
    digits = "".join(character for character in number if character.isascii() and character.isdigit())
    return f"+{digits}" if number.startswith("+") else digits


def day(text: str) -> str:
    """Return a date, given as ISO date or time, in the reader's way; what is no date stays as it is."""
    try:
        value: Any = date.fromisoformat(text) if len(text) == len("2026-01-01") else datetime.fromisoformat(text)
    except ValueError:
        return text
    return date_format(value, "Y年n月j日" if current_language() == "zh-hans" else "j F Y")


def of(key: Any, table: Mapping[Any, Any]) -> Any:
    """Return what stands under ``key``, or None."""
    return table.get(key)


PHRASES: Final = (
    days,
    visits,
    yuan,
    fees,
    scope,
    channel,
    material,
    fit_reason,
    accessibility,
    opening,
    point,
    geo,
    tel,
    day,
    of,
)
