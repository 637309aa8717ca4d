"""What becomes of a content when it is written in the words of a catalogue row and read again, one change at a time."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

import msgspec

from catalog.content import Channel, DayUnit, Fee, MaterialNeed, Office, ServiceContent, ServiceResult, Text
from catalog.exports.records import ServiceRecord
from catalog.exports.words import WITH_LINK, fee_line, law_line, words_of
from catalog.intake.contents import fees_of, laws_of
from catalog.intake.rules.check import CheckedRow
from catalog.intake.rules.dates import EARLIEST, LATEST
from catalog.intake.rules.days import LIMIT
from catalog.intake.rules.facts import CityFacts
from catalog.intake.rules.fees import read_fees
from catalog.intake.rules.links import read_link
from catalog.intake.rules.phones import read_phone
from catalog.intake.rules.texts import LAYERS, clean_texts
from catalog.intake.rules.titles import check_title
from catalog.intake.rules.visits import MOST
from catalog.intake.rules.words import drop_placeholders

MOST_COPIES: Final = 99
_NOWHERE: Final = CityFacts(slug="", name="", region_code="")
_CHINA: Final = ((Decimal(73), Decimal(136)), (Decimal(3), Decimal(54)))
_replace = msgspec.structs.replace
Change = Callable[[ServiceContent], ServiceContent]


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """Return ``text`` as the intake keeps texts: no markup, nothing hidden, no blanks around."""
    for _layer in range(LAYERS):
        cleaned = clean_texts({"text": text})[0]["text"].strip()
        if cleaned == text:
            break
        text = cleaned
    return text


def _each(value: Any, change: Callable[[str], str]) -> Any:
    """Return ``value`` with every text in it changed."""
    if type(value) is str:
        return change(value)
    if isinstance(value, tuple):
        return tuple([_each(member, change) for member in value])
    if isinstance(value, msgspec.Struct):
        fields = {name: _each(getattr(value, name), change) for name in value.__struct_fields__}
        return type(value)(**fields)
    return value


def clean_all(content: ServiceContent) -> ServiceContent:
    cleaned: ServiceContent = _each(content, plain)
    return cleaned


def tidy_title(content: ServiceContent) -> ServiceContent:
    return _replace(content, title=Text(check_title(content.title.zh_hans, _NOWHERE, []), content.title.en))


def _line(text: str) -> str:
    return re.sub(r"\s*\n\s*", " ", text) if "\n" in text else text


def one_line_each(content: ServiceContent) -> ServiceContent:
    names = ("conditions", "steps", "materials", "fees", "legal_basis")
    return _replace(content, **{name: _each(getattr(content, name), _line) for name in names})


def drop_nameless(content: ServiceContent) -> ServiceContent:
    return _replace(
        content,
        conditions=tuple(filter(None, content.conditions)),
        steps=tuple(filter(None, content.steps)),
        materials=tuple(need for need in content.materials if need.name),
    )


def whole_english(content: ServiceContent) -> ServiceContent:
    changes: dict[str, Any] = {}
    for name in ("conditions", "steps"):
        texts = getattr(content, name)
        if not all(text.en for text in texts):
            changes[name] = tuple(Text(text.zh_hans) for text in texts)
    if not all(need.name.en for need in content.materials):
        changes["materials"] = tuple(_replace(need, name=Text(need.name.zh_hans)) for need in content.materials)
    return _replace(content, **changes)


def known_audiences(content: ServiceContent) -> ServiceContent:
    known = tuple(word for word in ("person", "enterprise") if word in content.audiences)
    return _replace(content, audiences=known or ("enterprise",))


def each_material(change: Callable[[MaterialNeed], MaterialNeed]) -> Change:
    return lambda content: _replace(content, materials=tuple(map(change, content.materials)))


def _bar(text: str) -> str:
    # An opening bracket before the bar goes with it: together with the slash it would be read as markup.
    return re.sub(r"<*\|", "/", text)


def without_bars(need: MaterialNeed) -> MaterialNeed:
    copies = need.copies if 0 <= need.copies <= MOST_COPIES else 1
    name = Text(_bar(need.name.zh_hans), _bar(need.name.en))
    return _replace(need, name=name, form=_bar(need.form), copies=copies)


def chinese_fees(content: ServiceContent) -> ServiceContent:
    fees = tuple(Fee(name=Text(fee.name.zh_hans), amount_fen=fee.amount_fen) for fee in content.fees)
    return _replace(content, fees=fees)


def _read_fees(text: str) -> tuple[Fee, ...]:
    amounts, notes = read_fees(text)
    return fees_of(CheckedRow(fields={}, findings=list(notes), fees=amounts))


def read_amounts(content: ServiceContent) -> ServiceContent:
    fees = content.fees
    for _time in range(LAYERS):
        # Reading makes characters uniform, so a name may look like markup only now.
        read = _each(_read_fees("\n".join(map(fee_line, fees))), plain)
        if read == fees:
            break
        fees = read
    return _replace(content, fees=fees)


def one_address(content: ServiceContent) -> ServiceContent:
    kinds = tuple(dict.fromkeys(channel.kind for channel in content.channels))
    told = next((channel.url for channel in content.channels if channel.kind in WITH_LINK and channel.url), "")
    url = read_link(told, "online_url")[0]
    channels = tuple(Channel(kind=kind, url=url if kind in WITH_LINK else "") for kind in kinds)
    return _replace(content, channels=channels)


def chinese_laws(content: ServiceContent) -> ServiceContent:
    laws = tuple(
        _replace(law, title=Text(law.title.zh_hans), article=Text(law.article.zh_hans)) for law in content.legal_basis
    )
    return _replace(content, legal_basis=laws)


def read_laws(content: ServiceContent) -> ServiceContent:
    return _replace(content, legal_basis=laws_of("\n".join(map(law_line, content.legal_basis))))


def one_office(content: ServiceContent) -> ServiceContent:
    return _replace(content, offices=content.offices[:1])


def service_phone(content: ServiceContent) -> ServiceContent:
    return _replace(
        content, offices=tuple(_replace(office, phone=content.phone, centre=None) for office in content.offices)
    )


def _inside(degrees: float, bounds: tuple[Decimal, Decimal]) -> bool:
    # Also False for what is no number.
    return bounds[0] < Decimal(f"{degrees:.6f}") < bounds[1] if degrees == degrees else False


def _point(office: Office) -> Office:
    x, y = office.longitude, office.latitude
    if x is None or y is None or not (_inside(x, _CHINA[0]) and _inside(y, _CHINA[1])):
        return _replace(office, longitude=None, latitude=None)
    return _replace(office, longitude=float(f"{x:.6f}"), latitude=float(f"{y:.6f}"))


def point_in_china(content: ServiceContent) -> ServiceContent:
    return _replace(content, offices=tuple(map(_point, content.offices)))


def without_kind(content: ServiceContent) -> ServiceContent:
    return _replace(content, result=ServiceResult(name=content.result.name))


def _term(days: int | None, unit: DayUnit) -> tuple[int | None, DayUnit]:
    if days is None or not 0 < days <= LIMIT:
        return (0 if days == 0 else None), DayUnit.WORKING
    return days, unit


def read_terms(content: ServiceContent) -> ServiceContent:
    statutory, statutory_unit = _term(content.statutory_days, content.statutory_unit)
    promised, promised_unit = _term(content.promised_days, content.promised_unit)
    return _replace(
        content,
        statutory_days=statutory,
        statutory_unit=statutory_unit,
        promised_days=promised,
        promised_unit=promised_unit,
    )


def few_visits(content: ServiceContent) -> ServiceContent:
    visits = content.visits
    return content if visits is None or 0 <= visits <= MOST else _replace(content, visits=None)


def read_phones(content: ServiceContent) -> ServiceContent:
    phone, complaint = read_phone(content.phone, "phone")[0], read_phone(content.complaint_phone, "complaint_phone")[0]
    return _replace(content, phone=phone, complaint_phone=complaint)


def _day(text: str | None) -> str | None:
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return None
    return day.isoformat() if EARLIEST <= day.year <= LATEST else None


def read_dates(content: ServiceContent) -> ServiceContent:
    return _replace(content, effective_on=_day(content.effective_on), expires_on=_day(content.expires_on))


def _emptied(content: ServiceContent) -> frozenset[str]:
    """Return the words that the intake would take for a word for nothing."""
    words = words_of(content)
    kept = dict(words)
    drop_placeholders(kept, [])
    return frozenset(word for word, text in words.items() if text != kept[word])


def _left(text: Text, name: str, gone: frozenset[str]) -> Text:
    return Text("" if name in gone else text.zh_hans, "" if f"{name}_en" in gone else text.en)


def _left_list(texts: tuple[Text, ...], name: str, gone: frozenset[str]) -> tuple[Text, ...]:
    if name in gone:
        return ()
    return tuple(Text(text.zh_hans) for text in texts) if f"{name}_en" in gone else texts


def drop_words_for_nothing(content: ServiceContent) -> ServiceContent:
    gone = _emptied(content)
    if not gone:
        return content
    names = _left_list(tuple(need.name for need in content.materials), "materials", gone)
    offices = tuple(
        _replace(
            office,
            name=_left(office.name, "office_name", gone),
            address=_left(office.address, "office_address", gone),
            hours=_left(office.hours, "office_hours", gone),
        )
        for office in content.offices
    )
    return _replace(
        content,
        title=_left(content.title, "title", gone),
        summary=_left(content.summary, "summary", gone),
        conditions=_left_list(content.conditions, "conditions", gone),
        materials=tuple(_replace(need, name=name) for need, name in zip(content.materials, names, strict=False)),
        steps=_left_list(content.steps, "steps", gone),
        fees=() if "fees" in gone else content.fees,
        legal_basis=() if "legal_basis" in gone else content.legal_basis,
        offices=offices,
        result=_replace(content.result, name=_left(content.result.name, "result_name", gone)),
    )


def name_office(record: ServiceRecord) -> ServiceRecord:
    if not record.content.offices or record.content.offices[0].name:
        return record
    office = record.content.offices[0]
    name = Text(plain(record.agency_name.zh_hans), office.name.en)
    offices = (_replace(office, name=name),) if office.address else ()
    return _replace(record, content=_replace(record.content, offices=offices))
