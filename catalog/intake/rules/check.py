"""One row through all the rules: text in, values and findings out. Touches no database and knows no other row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation

from catalog.intake.rules import codes, dates, days, regions
from catalog.intake.rules.codes import ItemCode
from catalog.intake.rules.dates import read_date
from catalog.intake.rules.days import Days, promise_exceeds, read_days
from catalog.intake.rules.facts import CityFacts, RegionFact
from catalog.intake.rules.fees import Amount, read_fees
from catalog.intake.rules.links import read_link
from catalog.intake.rules.organisations import uscc_valid
from catalog.intake.rules.phones import read_phone
from catalog.intake.rules.places import NAME_MISMATCH, Places, mismatch
from catalog.intake.rules.registry import Disposition, Found, Rule, Severity, define_rule, found
from catalog.intake.rules.texts import clean_texts
from catalog.intake.rules.titles import check_title
from catalog.intake.rules.visits import read_visits
from catalog.intake.rules.words import drop_placeholders, read_channels, read_item_type, read_word

NO_ID = define_rule(
    "row.no_id",
    Severity.ERROR,
    zh="没有旧系统编号，旧链接无从指向，不收录。",
    en="The row has no id of the old system, so no old link could lead to it; it is not taken in.",
    disposition=Disposition.REJECT,
)
ID_TOO_LONG = define_rule(
    "row.id_too_long",
    Severity.ERROR,
    zh="旧系统编号超过二百个字符，不收录。",
    en="The id of the old system has more than 200 characters; it is not taken in.",
    disposition=Disposition.REJECT,
)
POINT_UNREADABLE = define_rule(
    "point.unreadable",
    Severity.WARNING,
    zh="经纬度无法识别或不在中国境内，按未填写处理。",
    en="A position cannot be read or lies outside China; it is left empty.",
)
POINT_SWAPPED = define_rule(
    "point.swapped",
    Severity.WARNING,
    zh="经度与纬度写反，已对调。",
    en="Longitude and latitude were exchanged and are put right.",
)
ID_LIMIT = 200
_CHINA = (Decimal(73), Decimal(136), Decimal(3), Decimal(54))


@dataclass(slots=True)
class CheckedRow:
    """A row as read by the rules. ``fields`` holds the cleaned texts; the other values are typed."""

    fields: dict[str, str]
    findings: list[Found]
    title: str = ""
    code: ItemCode | None = None
    basic_code: str = ""
    region: RegionFact | None = None
    item_type: str = ""
    status: str = ""
    audience: str = ""
    handling_kind: str = ""
    handling_scope: str = ""
    channels: tuple[str, ...] = ()
    statutory: Days | None = None
    promised: Days | None = None
    visits: int | None = None
    fees: tuple[Amount, ...] = ()
    online_url: str = ""
    phone: str = ""
    complaint_phone: str = ""
    point: tuple[Decimal, Decimal] | None = None
    effective_on: date | None = None
    expires_on: date | None = None
    agreement: str = ""
    disposition: Disposition = field(default=Disposition.PUBLISH)

    def add(self, rule: Rule, name: str, evidence: str, repair: str = "", *, proposal: str = "") -> None:
        """Note that a rule bit."""
        self.findings.append(found(rule, name, evidence, repair, proposal))

    def decide(self) -> Disposition:
        """Return what the findings make of the row: rejected before queued, queued before published."""
        if not self.findings:
            return Disposition.PUBLISH
        dispositions = {each.rule.disposition for each in self.findings}
        if Disposition.REJECT in dispositions:
            return Disposition.REJECT
        return Disposition.QUEUE if Disposition.QUEUE in dispositions else Disposition.PUBLISH


def _check_codes(row: CheckedRow, facts: CityFacts) -> None:
    fields, findings = row.fields, row.findings
    row.code, notes = codes.read_item_code(
        fields.get("item_code", ""), facts.code_profile, facts.code_pattern, facts.code_parts
    )
    findings.extend(notes)
    row.basic_code, notes = codes.read_basic_code(fields.get("basic_code", ""))
    findings.extend(notes)
    row.item_type = read_item_type(fields.get("item_type", ""), findings)
    inner = row.code
    if inner is None:
        return
    if inner.basic and row.basic_code and inner.basic != row.basic_code:
        row.add(codes.BASIC_MISMATCH, "basic_code", f"{inner.basic} ≠ {row.basic_code}")
    row.basic_code = row.basic_code or inner.basic
    if inner.item_type and row.item_type and inner.item_type != row.item_type:
        row.add(codes.TYPE_MISMATCH, "item_type", f"{inner.item_type} ≠ {row.item_type}")


def _check_region(row: CheckedRow, facts: CityFacts) -> None:
    told = mismatch(row.fields, facts.places, facts.successors)
    if told is not None and facts.places is not None:
        evidence = f"{row.fields['region_code']} {told.stated_name} ≠ {told.named_name}".replace("  ", " ")
        row.add(NAME_MISMATCH, "region_code", evidence, proposal=facts.places.codes[told.named_name])
        return
    inner = row.code.region if row.code else ""
    row.region = regions.read_region(row.fields.get("region_code", "") or inner, facts, row.findings)
    if inner and row.region is not None and not regions.is_same_place(inner, row.region.code, facts):
        row.add(codes.REGION_MISMATCH, "item_code", f"{inner} ≠ {row.region.code}")
    if row.code is not None and facts.places is not None and row.code.uscc[2:6] != facts.region_code[:4]:
        _check_registered(row, row.code.uscc, facts, facts.places)


def _check_registered(row: CheckedRow, uscc: str, facts: CityFacts, places: Places) -> None:
    """Hold the region in which the organisation of the item code was registered to the city."""
    region = uscc[2:8]
    successors = facts.successors.get(f"{region}000000", ())
    if any(code.startswith(facts.prefix) for code in successors) or not uscc_valid(uscc):
        return
    if city := places.of_code(region):
        row.add(codes.OTHER_CITY, "item_code", f"{uscc}: {region} {city}")


def _read_term(row: CheckedRow, name: str, facts: CityFacts) -> Days | None:
    text = row.fields.get(name, "")
    if text in facts.day_words:
        return Days(facts.day_words[text], days.WORKING)
    term, note = read_days(text, name)
    if note is not None:
        row.findings.append(note)
    return term


def _check_days(row: CheckedRow, facts: CityFacts) -> None:
    row.statutory = _read_term(row, "statutory_days", facts)
    row.promised = _read_term(row, "promised_days", facts)
    if row.promised and row.statutory and promise_exceeds(row.promised, row.statutory):
        evidence = f"{row.fields['promised_days']} > {row.fields['statutory_days']}"
        row.add(days.PROMISE_EXCEEDS_LAW, "promised_days", evidence)


def _check_dates(row: CheckedRow, facts: CityFacts) -> None:
    row.effective_on, note = read_date(row.fields.get("effective_on", ""), "effective_on", facts.date_formats)
    if note is not None:
        row.findings.append(note)
    row.expires_on, note = read_date(row.fields.get("expires_on", ""), "expires_on", facts.date_formats)
    if note is not None:
        row.findings.append(note)
    if row.effective_on and row.expires_on and row.expires_on < row.effective_on:
        row.add(dates.ORDER, "expires_on", f"{row.expires_on} < {row.effective_on}")


def _check_point(row: CheckedRow) -> None:
    longitude, latitude = row.fields.get("longitude", ""), row.fields.get("latitude", "")
    if not longitude and not latitude:
        return
    west, east, south, north = _CHINA
    try:
        x, y = Decimal(longitude), Decimal(latitude)
        inside, swapped = west < x < east and south < y < north, west < y < east and south < x < north
    except InvalidOperation:
        inside = swapped = False
    if inside:
        row.point = (round(x, 6), round(y, 6))
    elif swapped:
        row.point = (round(y, 6), round(x, 6))
        row.add(POINT_SWAPPED, "longitude", f"{longitude}, {latitude}", f"{y}, {x}")
    else:
        row.add(POINT_UNREADABLE, "longitude", f"{longitude}, {latitude}")


def _check_words(row: CheckedRow) -> None:
    fields, findings = row.fields, row.findings
    row.status = read_word(fields, "status", findings)
    row.audience = read_word(fields, "audience", findings)
    row.handling_kind = read_word(fields, "handling_kind", findings)
    row.handling_scope = read_word(fields, "handling_scope", findings)
    row.channels = read_channels(fields.get("channels", ""), findings)
    row.visits, note = read_visits(fields.get("visits", ""))
    if note is not None:
        findings.append(note)
    row.fees, notes = read_fees(fields.get("fees", ""))
    findings.extend(notes)


def _check_contacts(row: CheckedRow) -> None:
    row.online_url, note = read_link(row.fields.get("online_url", ""), "online_url")
    if note is not None:
        row.findings.append(note)
    row.phone, note = read_phone(row.fields.get("phone", ""), "phone")
    if note is not None:
        row.findings.append(note)
    row.complaint_phone, note = read_phone(row.fields.get("complaint_phone", ""), "complaint_phone")
    if note is not None:
        row.findings.append(note)


def check_row(source: Mapping[str, str], facts: CityFacts) -> CheckedRow:
    """Read one row. ``source`` is in our field words; the result's findings carry every deviation and repair."""
    fields, findings = clean_texts(source)
    row = CheckedRow(fields=fields, findings=findings)
    identifier = fields.get("old_id", "")
    if not identifier:
        row.add(NO_ID, "old_id", "")
    elif len(identifier) > ID_LIMIT:
        row.add(ID_TOO_LONG, "old_id", identifier)
    row.title = check_title(fields.get("title", ""), facts, findings)
    drop_placeholders(fields, findings)
    _check_codes(row, facts)
    _check_region(row, facts)
    _check_days(row, facts)
    _check_words(row)
    _check_contacts(row)
    _check_point(row)
    _check_dates(row, facts)
    row.disposition = row.decide()
    return row
