"""From a checked row to what the service says: the content of a version, in the shapes of ``catalog.content``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from catalog.content import (
    Channel,
    ChannelKind,
    DayUnit,
    Fee,
    HandlingKind,
    HandlingScope,
    LegalBasis,
    MaterialNeed,
    Office,
    ServiceContent,
    ServiceResult,
    Text,
    TrustGrade,
)
from catalog.intake.matching import Matter
from catalog.intake.names import comparable
from catalog.intake.rules.check import CheckedRow
from catalog.intake.rules.registry import Severity, define_rule

ENGLISH_COUNT = define_rule(
    "text.english_count",
    Severity.WARNING,
    zh="英文条目数与中文不一致，英文未采用。",
    en="The English list has not as many entries as the Chinese; it is not used.",
)
CHANNEL_FROM_LINK = define_rule(
    "channels.from_link",
    Severity.INFO,
    zh="未写办理渠道但有网办地址，按网上办理处理。",
    en="No channel is given but a link to apply is: online.",
)
AUDIENCE_FROM_MATTER = define_rule(
    "audience.from_matter",
    Severity.INFO,
    zh="未写服务对象，按基本目录处理。",
    en="No audience is given; the basic directory's is used.",
)

_LAW = re.compile(r"^(《[^》]+》(?:[（(][^）)]*[）)])?)\s*(.*)$")
# By value: looking a member up in its class costs several times as much.
_GRADES = {grade.value: grade for grade in TrustGrade}
_KINDS = {kind.value: kind for kind in ChannelKind}
_WITH_LINK = frozenset({"online", "app"})


@dataclass(frozen=True)
class KnownCodes:
    """Codes of the province's materials by comparable name, and of the city's service centres by comparable address."""

    materials: Mapping[str, str]
    centres: Mapping[str, str]


def _lines(text: str) -> list[str]:
    return [line for part in text.split("\n") if (line := part.strip())] if text else []


def _text(chinese: str, english: str = "") -> Text:
    return Text(zh_hans=chinese, en=english)


def _pairs(row: CheckedRow, name: str) -> Iterable[tuple[str, str]]:
    """Return the Chinese lines, each with its English one; with none where the two lists cannot be set side by side."""
    get = row.fields.get
    chinese, english = _lines(get(name, "")), _lines(get(f"{name}_en", ""))
    if len(english) == len(chinese):
        return zip(chinese, english, strict=True)
    if english:
        row.add(ENGLISH_COUNT, f"{name}_en", f"{len(english)} ≠ {len(chinese)}")
    return ((line, "") for line in chinese)


def _texts(row: CheckedRow, name: str) -> tuple[Text, ...]:
    return tuple([_text(chinese, english) for chinese, english in _pairs(row, name)])


def _material(line: str, english: str, codes: Mapping[str, str]) -> MaterialNeed:
    name, grade, form, copies = [part.strip() for part in f"{line}|||".split("|")[:4]]
    return MaterialNeed(
        name=_text(name, english.partition("|")[0].strip()),
        code=codes.get(comparable(name)),
        grade=_GRADES.get(grade, TrustGrade.UPLOADED),
        form=form,
        copies=int(copies) if copies.isdecimal() and len(copies) < 3 else 1,
    )


@lru_cache(maxsize=4096)
def laws_of(text: str) -> tuple[LegalBasis, ...]:
    """Return the laws that a text names, one a line."""
    bases = []
    for line in _lines(text):
        match = _LAW.match(line)
        bases.append(LegalBasis(title=_text(match[1]), article=_text(match[2])) if match else LegalBasis(_text(line)))
    return tuple(bases)


def fees_of(row: CheckedRow) -> tuple[Fee, ...]:
    """Return the fees of a row, those without an amount last."""
    fees = [
        Fee(name=_text(f"{fee.name}（每{fee.per}）" if fee.per else fee.name), amount_fen=fee.fen) for fee in row.fees
    ]
    # What cannot be read as an amount is shown as it stands, without an amount, rather than passed over.
    unread = [each.evidence for each in row.findings if each.rule.id == "fee.unreadable"]
    return (*fees, *(Fee(name=_text(text)) for text in unread))


def _channels(row: CheckedRow) -> tuple[Channel, ...]:
    kinds = row.channels
    if not kinds and row.online_url:
        row.add(CHANNEL_FROM_LINK, "channels", row.online_url, "online")
        kinds = ("online",)
    return tuple(Channel(kind=_KINDS[kind], url=row.online_url if kind in _WITH_LINK else "") for kind in kinds)


def _offices(row: CheckedRow, centres: Mapping[str, str]) -> tuple[Office, ...]:
    get = row.fields.get
    name = get("office_name", "") or get("agency_name", "")
    if not (get("office_name") or get("office_address")):
        return ()
    return (
        Office(
            name=_text(name, get("office_name_en", "")),
            address=_text(get("office_address", ""), get("office_address_en", "")),
            hours=_text(get("office_hours", ""), get("office_hours_en", "")),
            phone=row.phone,
            centre=centres.get(comparable(get("office_address", ""))),
            longitude=float(row.point[0]) if row.point else None,
            latitude=float(row.point[1]) if row.point else None,
        ),
    )


def _audiences(row: CheckedRow, matter: Matter) -> tuple[str, ...]:
    if row.audience == "both":
        return ("person", "enterprise")
    if row.audience:
        return (row.audience,)
    audiences = tuple(
        word for word, holds in (("person", matter.for_person), ("enterprise", matter.for_enterprise)) if holds
    )
    row.add(AUDIENCE_FROM_MATTER, "audience", "", "|".join(audiences))
    return audiences


def build_content(row: CheckedRow, matter: Matter, known: KnownCodes) -> ServiceContent:
    """Return what the service says. May add findings to ``row``; none of them is an error."""
    get = row.fields.get
    promised, statutory = row.promised, row.statutory
    kind = row.handling_kind or ("at_once" if promised and promised.number == 0 else "promised")
    return ServiceContent(
        title=_text(row.title, get("title_en", "")),
        summary=_text(get("summary", ""), get("summary_en", "")),
        audiences=_audiences(row, matter),
        conditions=_texts(row, "conditions"),
        materials=tuple([_material(*pair, known.materials) for pair in _pairs(row, "materials")]),
        steps=_texts(row, "steps"),
        fees=fees_of(row),
        channels=_channels(row),
        legal_basis=laws_of(get("legal_basis", "")),
        offices=_offices(row, known.centres),
        result=ServiceResult(name=_text(get("result_name", ""), get("result_name_en", ""))),
        statutory_days=statutory.number if statutory else None,
        statutory_unit=DayUnit(statutory.unit) if statutory else DayUnit.WORKING,
        promised_days=promised.number if promised else None,
        promised_unit=DayUnit(promised.unit) if promised else DayUnit.WORKING,
        visits=row.visits,
        handling_kind=HandlingKind(kind),
        handling_scope=HandlingScope(row.handling_scope or "none"),
        phone=row.phone,
        complaint_phone=row.complaint_phone,
        effective_on=row.effective_on.isoformat() if row.effective_on else None,
        expires_on=row.expires_on.isoformat() if row.expires_on else None,
    )
