"""What each kind of agency takes: for whom it can be, who confirms it, how long it may last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from accounts.agents.ages import FULL, age_on
from accounts.agents.kinds import AgencyKind

EVERYTHING: Final = "*"
SCOPES_AT_MOST: Final = 200
SCOPE_LENGTH: Final = 64


class PrincipalKind(StrEnum):
    """For whom somebody acts: who has an account, who has none of his own, an enterprise."""

    PERSON = "user"
    DEPENDANT = "dependant"
    ENTERPRISE = "enterprise"


class Confirmer(StrEnum):
    """Who can make what was asked for hold: whom it is for, who represents the enterprise, a clerk with documents."""

    PRINCIPAL = "principal"
    REPRESENTATIVE = "representative"
    CLERK = "clerk"


@dataclass(frozen=True)
class KindRule:
    """``longest`` is how long a term may be; who has one must name its end. ``least_level`` is what an agent must have
    proved at the least. ``statutory``: the law makes it, so whom it is for cannot end it."""

    principals: frozenset[PrincipalKind]
    confirmers: frozenset[Confirmer]
    least_level: int
    longest: timedelta | None = None
    statutory: bool = False
    minors_only: bool = False
    adults_only: bool = False


_PERSON, _DEPENDANT, _FIRM = PrincipalKind.PERSON, PrincipalKind.DEPENDANT, PrincipalKind.ENTERPRISE
_BY_CLERK: Final = frozenset({Confirmer.CLERK})
YEARS: Final = timedelta(days=3 * 365 + 1)

# 民法典: parents 27, 34–35; guardians 27–33; entrusted 161–170, whose authority must name matters and term (165);
# legal representatives 61; people of an enterprise 170.
RULES: Final[dict[AgencyKind, KindRule]] = {
    AgencyKind.PARENT: KindRule(frozenset({_DEPENDANT}), _BY_CLERK, 2, statutory=True, minors_only=True),
    AgencyKind.GUARDIAN: KindRule(frozenset({_DEPENDANT}), _BY_CLERK, 3, statutory=True),
    AgencyKind.ENTRUSTED: KindRule(
        frozenset({_PERSON, _DEPENDANT}),
        frozenset({Confirmer.PRINCIPAL, Confirmer.CLERK}),
        2,
        longest=YEARS,
        adults_only=True,
    ),
    AgencyKind.LEGAL_REPRESENTATIVE: KindRule(frozenset({_FIRM}), _BY_CLERK, 2),
    AgencyKind.HANDLER: KindRule(frozenset({_FIRM}), frozenset({Confirmer.REPRESENTATIVE}), 2, longest=YEARS),
    AgencyKind.CLERK: KindRule(
        frozenset({_PERSON}), frozenset({Confirmer.PRINCIPAL}), 1, longest=timedelta(days=1), adults_only=True
    ),
}


@dataclass(frozen=True)
class Terms:
    """What an agent may do, from when until when, at which level at the least. ``scopes`` are opaque strings of the
    apps whose matters they are, ``*`` for all. ``may_delegate``: he may let another act in his place (art 169)."""

    scopes: Sequence[str] = (EVERYTHING,)
    begins_at: datetime | None = None
    ends_at: datetime | None = None
    least_level: int = 0
    may_delegate: bool = False


def covers(scopes: Sequence[str], scope: str) -> bool:
    """Whether ``scopes`` allow ``scope``; one that is not named (empty) needs all."""
    return EVERYTHING in scopes or (scope != "" and scope in scopes)


def within(inner: Sequence[str], outer: Sequence[str]) -> bool:
    """Whether everything that ``inner`` allows ``outer`` does: nobody passes on more than he has."""
    return EVERYTHING in outer or set(inner) <= set(outer)


def terms_fault(kind: AgencyKind, terms: Terms, begins: datetime) -> str:
    """Return what is wrong with ``terms`` from ``begins`` on: ``scopes``, ``term``, ``delegation``, or nothing ("")."""
    rule, scopes = RULES[kind], list(terms.scopes)
    fit = all(0 < len(each) <= SCOPE_LENGTH and each.isprintable() for each in scopes)
    if not scopes or len(scopes) > SCOPES_AT_MOST or len(set(scopes)) != len(scopes) or not fit:
        return "scopes"
    if EVERYTHING in scopes and len(scopes) > 1:
        return "scopes"
    if terms.ends_at is not None and terms.ends_at <= begins:
        return "term"
    if rule.longest is not None and (terms.ends_at is None or terms.ends_at - begins > rule.longest):
        return "term"
    if terms.may_delegate and kind not in (AgencyKind.ENTRUSTED, AgencyKind.HANDLER):
        return "delegation"
    return ""


def age_fits(kind: AgencyKind, born: date | None, day: date) -> bool:
    """Whether ``kind`` can be for who was born on ``born``; whose birthday no document tells is taken as of age."""
    rule = RULES[kind]
    is_minor = born is not None and age_on(born, day) < FULL
    return not (rule.minors_only and not is_minor) and not (rule.adults_only and is_minor)


def clerks_needed(kind: AgencyKind, born: date | None, day: date) -> int:
    """Return how many members of staff must have seen the documents: two for a guardian of somebody of age (art 28),
    whose own will it replaces; one else."""
    is_minor = born is not None and age_on(born, day) < FULL
    return 2 if kind is AgencyKind.GUARDIAN and not is_minor else 1
