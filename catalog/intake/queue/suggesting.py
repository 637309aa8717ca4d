"""What a person may choose for rows that wait: the likeliest matters or agencies with the reasons, and a search."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from django.db.models import Q
from rapidfuzz import fuzz, process

from catalog.intake.agencies import Body, BodyIndex
from catalog.intake.matching import Candidate, MatterIndex, RowFacts, candidates
from catalog.intake.names import comparable
from catalog.intake.rules.organisations import LENGTH, ORGANISATION, normalise_code
from catalog.models import BasicItem
from catalog.search import query
from cities.models import Agency, City
from services_portal.kernel import rawsql
from services_portal.kernel.runs.plain import plain
from services_portal.kernel.text import CHINESE

LIMIT: Final = 5
FOUND_AT_MOST: Final = 10
# Names less like each other than this (of 100) are no help.
WORTH_SHOWING: Final = 45.0
_MOST_TYPED: Final = 100
_BY_WORDS: Final = "SELECT id FROM catalog_basicitem WHERE search @@ %s::tsquery AND is_active ORDER BY code LIMIT %s"
_CODES: Final = re.compile(r"[0-9A-Z]{17,}|(?<![0-9A-Z])[0-9A-Z]{8}-?[0-9X](?![0-9A-Z])")


class Speaks(StrEnum):
    """Why an agency is shown."""

    PROPOSED = "proposed"
    CODE = "code"
    ORGANISATION = "organisation"
    NEAR_CODE = "near_code"
    NAME = "name"
    ALIKE = "alike"


@dataclass(frozen=True, slots=True)
class AgencyCandidate:
    """An agency that rows may belong to; ``detail`` is the code or name that speaks for it, ``score`` (0 to 100) how
    like the names are where only that does."""

    agency: Body
    why: Speaks
    detail: str
    score: float | None = None


def matters_for(fields: Mapping[str, str], index: MatterIndex, limit: int = LIMIT) -> list[Candidate]:
    """Return the matters that a row, as it waits in our words, may be about, the best first."""
    return candidates(RowFacts.from_fields(fields), index, limit) if fields.get("title") else []


def agencies_for(
    fields: Mapping[str, str], evidence: str, proposal: str, index: BodyIndex, limit: int = LIMIT
) -> list[AgencyCandidate]:
    """Return the agencies that a row may belong to: those that its proposal, its codes or its name tell, then those
    whose names are most alike."""
    found: dict[UUID, AgencyCandidate] = {}
    told = (*_by_code(proposal, index, proposed=True), *_told(fields, evidence, index))
    for each in (*told, *_alike(fields.get("agency_name", "") or evidence, index, limit)):
        found.setdefault(each.agency.id, each)
    certain = [each for each in found.values() if each.why is not Speaks.ALIKE]
    alike = [each for each in found.values() if each.why is Speaks.ALIKE]
    return [*certain, *alike[:limit]]


def _told(fields: Mapping[str, str], evidence: str, index: BodyIndex) -> Iterator[AgencyCandidate]:
    for text in (fields.get("agency_code", ""), fields.get("item_code", ""), evidence):
        yield from _by_code(text, index)
    if name := fields.get("agency_name", ""):
        for body in index.by_name(name):
            yield AgencyCandidate(body, Speaks.NAME, name)


def _by_code(text: str, index: BodyIndex, *, proposed: bool = False) -> Iterator[AgencyCandidate]:
    for code in _codes_in(text):
        body = index.by_uscc(code[:LENGTH])
        if body is not None:
            yield AgencyCandidate(body, Speaks.PROPOSED if proposed else Speaks.CODE, body.uscc)
            continue
        organisation = code if len(code) < LENGTH - 1 else code[ORGANISATION]
        for same in index.by_organisation(organisation):
            yield AgencyCandidate(same, Speaks.ORGANISATION, organisation)
        near = index.by_uscc(index.proposal(code[:LENGTH]))
        if near is not None:
            yield AgencyCandidate(near, Speaks.NEAR_CODE, code[:LENGTH])


def _codes_in(text: str) -> Iterator[str]:
    """Yield the credit and organisation codes in a text, whatever hyphens and blanks its words have."""
    for word in text.split():
        yield from (normalise_code(found) for found in _CODES.findall(normalise_code(word)))


def _alike(name: str, index: BodyIndex, limit: int) -> Iterator[AgencyCandidate]:
    wanted = comparable(name)
    if not wanted:
        return
    faces = [(body, face) for body in index.all() for face in {body.name, *body.names}]
    near = process.extract(
        wanted,
        [comparable(face) for _body, face in faces],
        scorer=fuzz.ratio,
        score_cutoff=WORTH_SHOWING,
        limit=4 * limit,
    )
    for _text, score, place in sorted(near, key=lambda each: (-each[1], faces[each[2]][0].uscc)):
        body, face = faces[place]
        yield AgencyCandidate(body, Speaks.ALIKE, face, round(score, 1))


def find_matters(text: str) -> list[BasicItem]:
    """Return the matters in use that a person looks for: by the beginning of the code, or by words."""
    wanted = plain(text).strip()[:_MOST_TYPED]
    if not wanted:
        return []
    near = Q(code__istartswith=wanted) | Q(**{f"title__{CHINESE}__icontains": wanted})
    if words := query(wanted):
        near |= Q(pk__in=[key for (key,) in rawsql.fetch_all(_BY_WORDS, [words, 5 * FOUND_AT_MOST])])
    found = BasicItem.objects.filter(near, is_active=True).order_by("code")[: 5 * FOUND_AT_MOST]
    return sorted(found, key=lambda item: _fit(wanted, item.code, item.title))[:FOUND_AT_MOST]


def find_agencies(text: str, city: City) -> list[Agency]:
    """Return the agencies of the city or the province that a person looks for: by code, or by a part of a name."""
    wanted = plain(text).strip()[:_MOST_TYPED]
    if not wanted:
        return []
    near = Q(uscc__istartswith=normalise_code(wanted)) if normalise_code(wanted) else Q(pk=None)
    for name in (f"name__{CHINESE}", "name__en", "short_name", "aliases"):
        near |= Q(**{f"{name}__icontains": wanted})
    at_home = Q(city=city) | Q(city=None)
    found = Agency.objects.filter(near & at_home, is_active=True).select_related("region").order_by("uscc")
    return sorted(found[: 5 * FOUND_AT_MOST], key=lambda each: _fit(wanted, each.uscc, each.name))[:FOUND_AT_MOST]


def _fit(wanted: str, code: str, name: Mapping[str, Any]) -> tuple[int, str]:
    """Return how a hit is ordered: the very code or name, then what begins so, then the rest by code."""
    names = [str(each) for each in name.values()]
    if wanted == code or wanted in names:
        return 0, code
    return (1 if any(each.startswith(wanted) for each in names) else 2), code
