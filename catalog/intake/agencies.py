"""Which agency offers the service: by USCC, by organisation code, by name in the city; never by guessing."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from catalog.intake.names import comparable
from catalog.intake.rules.check import CheckedRow
from catalog.intake.rules.organisations import (
    ORGANISATION,
    differs_by_one,
    normalise_code,
    organisation_code_valid,
    unconfuse,
    uscc_valid,
)
from catalog.intake.rules.registry import Severity, define_rule
from catalog.intake.rules.slips import is_organisation_code, known_near, restored
from catalog.models import Agreement

GB32100 = "GB 32100-2015"
GB11714 = "GB 11714-1997"
UNKNOWN = define_rule(
    "agency.unknown",
    Severity.ERROR,
    zh="实施机构不在本市机构名录内，须人工指定。",
    en="The agency is not in the city's register; a person must choose.",
)
AMBIGUOUS = define_rule(
    "agency.ambiguous",
    Severity.ERROR,
    zh="机构名称对应多个机构，须人工选择。",
    en="The agency's name fits several agencies; a person must choose.",
)
MISSING = define_rule(
    "agency.missing",
    Severity.ERROR,
    zh="没有实施机构，须人工指定。",
    en="No agency is given; a person must choose.",
)
CONFLICT = define_rule(
    "agency.conflict",
    Severity.ERROR,
    zh="部门代码、部门名称与编码中的机构不一致，须人工核对。",
    en="The department's code, its name and the organisation in the item code disagree; a person must look.",
    standard=GB32100,
)
OTHER_CITY = define_rule(
    "agency.other_city",
    Severity.ERROR,
    zh="机构名称写的是另一个城市，须人工核对。",
    en="The agency's name is another city's; a person must look.",
)
OTHER_NAME = define_rule(
    "agency.other_name",
    Severity.WARNING,
    zh="机构名称与名录中该代码的机构名称不同，按代码确定。",
    en="The register knows the agency of this code by another name; the code decides.",
)
CODE_INVALID = define_rule(
    "agency.code_invalid",
    Severity.WARNING,
    zh="部门代码不是有效的统一社会信用代码，按机构名称确定。",
    en="The department's code is no valid unified social credit code; the agency is found by name.",
    standard=GB32100,
)
CODE_NORMALISED = define_rule(
    "agency.code_normalised",
    Severity.INFO,
    zh="部门代码的全角、小写、空格或连字符已统一。",
    en="Full-width, lower-case, blanks or hyphens in the department's code are made uniform.",
    standard=GB32100,
)
CODE_MENDED = define_rule(
    "agency.code_mended",
    Severity.WARNING,
    zh="部门代码中形近的字母已改为数字，校验位随之正确。",
    en="Letters that GB 32100 does not use are read as the digits they look like; the check character then fits.",
    standard=GB32100,
)
COMPLETED = define_rule(
    "agency.code_completed",
    Severity.INFO,
    zh="九位组织机构代码按事项编码中的统一社会信用代码补全。",
    en="A nine-character organisation code is completed from the code of the item or from the register.",
    standard=GB11714,
)
ITEM_CODE_INVALID = define_rule(
    "code.uscc_invalid",
    Severity.ERROR,
    zh="编码中的统一社会信用代码校验不通过，须人工核对。",
    en="The unified social credit code inside the item code fails its check; a person must look.",
    standard=GB32100,
)
ITEM_CODE_MENDED = define_rule(
    "code.uscc_mended",
    Severity.WARNING,
    zh="编码中的统一社会信用代码错一位，按已确定的机构更正。",
    en="One slip in the credit code inside the item code is put right from the agency, which is known.",
    standard=GB32100,
)
ADOPTED = define_rule(
    "agency.adopted",
    Severity.INFO,
    zh="机构名录中没有，代码有效，按该市策略新建机构。",
    en="Not in the register but validly coded; added to it, as the city's policy says.",
    standard=GB32100,
)


@dataclass(frozen=True, slots=True)
class Body:
    """An agency as far as matching needs it."""

    id: UUID
    uscc: str
    name: str
    region_id: UUID
    region_code: str
    level: str
    names: tuple[str, ...] = ()


class BodyIndex:
    """The agencies of one city and of the province."""

    def __init__(self, bodies: Iterable[Body]) -> None:
        self._by_uscc: dict[str, Body] = {}
        self._by_organisation: defaultdict[str, list[Body]] = defaultdict(list)
        self._by_name: defaultdict[str, dict[UUID, Body]] = defaultdict(dict)
        for body in bodies:
            self.add(body)

    def add(self, body: Body) -> None:
        """Take in one more agency, findable from now on."""
        self._by_uscc[body.uscc] = body
        self._by_organisation[body.uscc[ORGANISATION]].append(body)
        for name in (body.name, *body.names):
            if key := comparable(name):
                self._by_name[key][body.id] = body

    def all(self) -> Iterable[Body]:
        """Return every agency."""
        return self._by_uscc.values()

    def proposal(self, code: str) -> str:
        """Return the credit code that a broken one (normalised) most likely was, or "" where nothing speaks for one:
        that of the agency with this organisation code, of the agency one slip away, or the only valid one that lost a
        character."""
        if not code:
            return ""
        if is_organisation_code(code):
            registered = self.by_organisation(code)
            return registered[0].uscc if len(registered) == 1 else ""
        return known_near(code, self._by_uscc) or restored(code)

    def by_uscc(self, code: str) -> Body | None:
        """Return the agency with this credit code."""
        return self._by_uscc.get(code)

    def by_organisation(self, code: str) -> list[Body]:
        """Return the agencies whose credit code contains this organisation code."""
        return self._by_organisation.get(code, [])

    def by_name(self, name: str) -> list[Body]:
        """Return the agencies of this name, short name or alias."""
        return list(self._by_name.get(comparable(name), {}).values())


@dataclass(frozen=True, slots=True)
class NewBody:
    """An agency that the register does not hold yet."""

    uscc: str
    name: str


def _claimed(row: CheckedRow) -> str:
    """Return the department's code, normalised and mended where that is certain; "" when none is given."""
    text = row.fields.get("agency_code", "")
    code = normalise_code(text)
    if code != text:
        row.add(CODE_NORMALISED, "agency_code", text, code)
    if code and not uscc_valid(code) and (mended := unconfuse(code)):
        row.add(CODE_MENDED, "agency_code", code, mended)
        return mended
    return code


def _complete(row: CheckedRow, code: str, embedded: str, index: BodyIndex) -> str:
    """Return the credit code that a nine-character organisation code stands for, or ""."""
    if embedded and embedded[ORGANISATION] == code:
        row.add(COMPLETED, "agency_code", code, embedded)
        return embedded
    registered = index.by_organisation(code)
    if not embedded and len(registered) == 1:
        row.add(COMPLETED, "agency_code", code, registered[0].uscc)
        return registered[0].uscc
    return ""


def _by_name(row: CheckedRow, index: BodyIndex) -> Body | None:
    name = row.fields.get("agency_name", "")
    hits = index.by_name(name) if name else []
    if len(hits) > 1:
        row.add(AMBIGUOUS, "agency_name", f"{name} → {'; '.join(body.uscc for body in hits)}")
    elif not hits:
        told = f"{row.fields.get('agency_code', '')} {name}".strip()
        proposal = index.proposal(normalise_code(row.fields.get("agency_code", "")))
        row.add(UNKNOWN if told else MISSING, "agency_name", told, proposal=proposal)
    return hits[0] if len(hits) == 1 else None


def _check_embedded(row: CheckedRow, body: Body | NewBody, embedded: str) -> None:
    """Hold the organisation inside the item code to the agency that the row names otherwise."""
    if embedded == body.uscc:
        return
    if uscc_valid(embedded):
        row.add(CONFLICT, "item_code", f"{embedded} ≠ {body.uscc}")
    elif unconfuse(embedded) == body.uscc or differs_by_one(embedded, body.uscc):
        row.add(ITEM_CODE_MENDED, "item_code", embedded, body.uscc)
    else:
        row.add(ITEM_CODE_INVALID, "item_code", embedded, proposal=body.uscc)


def _resolve_known(
    row: CheckedRow, index: BodyIndex, claimed: str, valid_inner: str, other_cities: re.Pattern[str] | None
) -> Body | None:
    target = claimed if uscc_valid(claimed) else ""
    if not target and organisation_code_valid(claimed):
        target = _complete(row, claimed, valid_inner, index)
    if claimed and not target:
        row.add(CODE_INVALID, "agency_code", claimed)
    if not claimed and not row.fields.get("agency_name"):
        target = valid_inner
    body = index.by_uscc(target) if target else None
    if body is None:
        return _by_name(row, index)
    return _check_name(row, index, body, other_cities)


def _check_name(row: CheckedRow, index: BodyIndex, body: Body, other_cities: re.Pattern[str] | None) -> Body | None:
    """Hold the name that the row gives to the agency of its code."""
    name = row.fields.get("agency_name", "")
    named = index.by_name(name)
    if not name or body in named:
        return body
    if named:
        row.add(CONFLICT, "agency_name", f"{name} = {named[0].uscc} ≠ {body.uscc}")
        return None
    if other_cities is not None and other_cities.search(name):
        row.add(OTHER_CITY, "agency_name", f"{name} ≠ {body.name}")
        return None
    row.add(OTHER_NAME, "agency_name", f"{name} ≠ {body.name}")
    return body


def _resolve_adopting(row: CheckedRow, index: BodyIndex, claimed: str, valid_inner: str) -> Body | NewBody | None:
    target = claimed if uscc_valid(claimed) else ""
    if not target and len(claimed) == ORGANISATION.stop - ORGANISATION.start:
        target = _complete(row, claimed, valid_inner, index)
    if not claimed:
        target = valid_inner
    if not target:
        slip = valid_inner if claimed and differs_by_one(claimed, valid_inner) else ""
        told = f"{claimed} ≠ {valid_inner}".strip(" ≠")
        row.add(CONFLICT if valid_inner else UNKNOWN, "agency_code", told, proposal=slip)
        return None
    name = row.fields.get("agency_name", "")
    return index.by_uscc(target) or (NewBody(target, name) if name else None)


def _agreement(row: CheckedRow, claimed: str, valid_inner: str) -> str:
    """Return how the department's code and the organisation inside the item code go together, "" where one is not
    given. A code that is made to name no organisation (a basic code alone) has none to compare."""
    text = row.fields.get("item_code", "")
    if not text or (row.code is not None and not row.code.uscc and not row.code.own):
        return ""
    if not valid_inner:
        return Agreement.INVALID.value
    if not claimed:
        return ""
    if claimed == valid_inner:
        return (Agreement.EQUAL if row.fields["agency_code"] in text else Agreement.SPELLING).value
    inside = claimed == valid_inner[ORGANISATION]
    return (Agreement.ORGANISATION if inside else Agreement.CONFLICT).value


def resolve_agency(
    row: CheckedRow, index: BodyIndex, *, adopt: bool, other_cities: re.Pattern[str] | None = None
) -> Body | NewBody | None:
    """Return the agency of the row: a known, or (``adopt``) new and validly coded; else None and a finding."""
    inner = row.code.uscc if row.code else ""
    valid_inner = inner if uscc_valid(inner) else unconfuse(inner) if inner else ""
    claimed = _claimed(row)
    row.agreement = _agreement(row, claimed, valid_inner)
    if not adopt:
        body: Body | NewBody | None = _resolve_known(row, index, claimed, valid_inner, other_cities)
    elif row.fields.get("item_code") and not valid_inner:
        # Adopting rests on codes alone, so a broken one in the item code leaves nothing to rest on.
        proposal = claimed if uscc_valid(claimed) else index.proposal(inner or claimed)
        row.add(ITEM_CODE_INVALID, "item_code", inner or row.fields["item_code"], proposal=proposal)
        return None
    else:
        body = _resolve_adopting(row, index, claimed, valid_inner)
    if body is not None and inner:
        _check_embedded(row, body, inner)
    return body
