"""What a service says, in the words of a catalogue row: each field as one text, lists one entry a line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from catalog.content import DayUnit, Fee, LegalBasis, MaterialNeed, Office, ServiceContent, Text

_LAW: Final = re.compile(r"^《[^》]+》(?:[（(][^）)]*[）)])?$")
_PER: Final = re.compile(r"^(?P<name>.*)（每(?P<per>.+)）$")
_UNITS: Final = {DayUnit.WORKING: "个工作日", DayUnit.CALENDAR: "个自然日"}
WITH_LINK: Final = frozenset({"online", "app"})


def yuan(fen: int) -> str:
    """Return an amount in yuan, with the cents where there are any."""
    whole, cents = divmod(fen, 100)
    return f"{whole}.{cents:02d}" if cents else str(whole)


def fee_line(fee: Fee) -> str:
    """Return a fee as the intake reads it: ``name：amount元/per``, or the name alone where there is no amount."""
    name = fee.name.zh_hans
    if fee.amount_fen is None:
        return name
    if match := _PER.match(name):
        return f"{match['name']}：{yuan(fee.amount_fen)}元/{match['per']}"
    return f"{name}：{yuan(fee.amount_fen)}元" if name else f"{yuan(fee.amount_fen)}元"


def law_line(law: LegalBasis) -> str:
    """Return a law with its article: joined where the title stands in its own brackets, else divided by a blank."""
    title, article = law.title.zh_hans, law.article.zh_hans
    return f"{title}{article}" if _LAW.match(title) else f"{title} {article}".strip()


def material_line(need: MaterialNeed) -> str:
    """Return ``name|grade|form|copies``."""
    return f"{need.name.zh_hans}|{need.grade.value}|{need.form}|{need.copies}"


def _english(texts: Iterable[Text]) -> str:
    lines = [text.en for text in texts]
    return "\n".join(lines) if all(lines) else ""


def _list(name: str, texts: Sequence[Text]) -> dict[str, str]:
    return {name: "\n".join(text.zh_hans for text in texts), f"{name}_en": _english(texts)}


def _both(name: str, text: Text) -> dict[str, str]:
    return {name: text.zh_hans, f"{name}_en": text.en}


def _term(days: int | None, unit: DayUnit) -> str:
    return "" if days is None else f"{days}{_UNITS[unit]}"


def _office(offices: Sequence[Office]) -> dict[str, str]:
    if not offices:
        return {}
    office = offices[0]
    found = _both("office_name", office.name) | _both("office_address", office.address)
    found |= _both("office_hours", office.hours)
    if office.longitude is not None and office.latitude is not None:
        found |= {"longitude": f"{office.longitude:.6f}", "latitude": f"{office.latitude:.6f}"}
    return found


def words_of(content: ServiceContent) -> dict[str, str]:
    """Return the content in our words, empty ones among them; what they cannot carry is left out without a sign."""
    person, enterprise = "person" in content.audiences, "enterprise" in content.audiences
    url = next((channel.url for channel in content.channels if channel.kind in WITH_LINK), "")
    return {
        **_both("title", content.title),
        **_both("summary", content.summary),
        "audience": "both" if person and enterprise else "person" if person else "enterprise",
        **_list("conditions", content.conditions),
        "materials": "\n".join(map(material_line, content.materials)),
        "materials_en": _english(need.name for need in content.materials),
        **_list("steps", content.steps),
        "fees": "\n".join(map(fee_line, content.fees)),
        "channels": "\n".join(channel.kind.value for channel in content.channels),
        "online_url": url,
        "legal_basis": "\n".join(map(law_line, content.legal_basis)),
        **_office(content.offices),
        **_both("result_name", content.result.name),
        "statutory_days": _term(content.statutory_days, content.statutory_unit),
        "promised_days": _term(content.promised_days, content.promised_unit),
        "visits": "" if content.visits is None else str(content.visits),
        "handling_kind": content.handling_kind.value,
        "handling_scope": content.handling_scope.value,
        "phone": content.phone,
        "complaint_phone": content.complaint_phone,
        "effective_on": content.effective_on or "",
        "expires_on": content.expires_on or "",
    }
