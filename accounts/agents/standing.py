"""Whether somebody may act for another at a moment: state, term, ages, both accounts, and what it rests on."""

from __future__ import annotations

from datetime import date, datetime

from accounts.agents.ages import FULL, age_on
from accounts.agents.kinds import AgencyKind, AgencyState
from accounts.agents.rules import age_fits, covers
from accounts.errors import AGENCY_NOT_IN_FORCE, AGENCY_OUT_OF_SCOPE
from accounts.identifiers import IdentifierType, birth_date
from accounts.identifiers.resident_ids import LENGTH
from accounts.levels import Level, require_level
from accounts.models import AgencyRelation, Identifier, User
from services_portal.kernel.clock.now import PROVINCE_ZONE
from services_portal.kernel.errors import DomainError

# What :func:`why_not` reads, in one query.
RELATED = ("agent", "person", "dependant", "enterprise", "under__agent", "under__person", "under__dependant")


def why_not(relation: AgencyRelation, at: datetime) -> str:
    """Return why ``relation`` does not hold at ``at``: a word of ours, empty when it does.

    ``asked``, ``suspended``, ``ended``; ``not_begun``, ``expired``; ``closed`` (an account is suspended: who has died
    or cannot act any more lets nobody act either, 民法典 173–175); ``self`` (two accounts became one); ``of_age``;
    ``superior`` (what it rests on does not hold).
    """
    said = {AgencyState.SUSPENDED: "suspended", AgencyState.ENDED: "ended", AgencyState.IN_FORCE: ""}
    state = said.get(AgencyState(relation.state), "asked")
    return state or _by_term(relation, at) or _by_people(relation, at) or _by_superior(relation, at)


def _by_term(relation: AgencyRelation, at: datetime) -> str:
    if relation.begins_at > at:
        return "not_begun"
    return "expired" if relation.ends_at is not None and relation.ends_at <= at else ""


def _by_people(relation: AgencyRelation, at: datetime) -> str:
    ward = relation.dependant
    principal = relation.person_id or (ward.user_id if ward else None)
    if principal == relation.agent_id:
        return "self"
    if not relation.agent.is_active or (relation.person is not None and not relation.person.is_active):
        return "closed"
    if ward is not None:
        if ward.ended_at is not None:
            return "ended"
        if not fits(relation, ward.born, at.astimezone(PROVINCE_ZONE).date()):
            return "of_age"
    return ""


def fits(relation: AgencyRelation, born: date, day: date) -> bool:
    """Whether the age of the ward allows it on ``day``. A guardian of a child is one until it is 18, but for a court
    that has put him beside somebody of age: then two clerks have seen it."""
    if relation.kind == AgencyKind.GUARDIAN and not relation.seconded_by:
        return age_on(born, day) < FULL
    return age_fits(AgencyKind(relation.kind), born, day)


def _by_superior(relation: AgencyRelation, at: datetime) -> str:
    return "superior" if relation.under is not None and why_not(relation.under, at) else ""


def require_standing(relation: AgencyRelation, *, at: datetime, scope: str) -> None:
    """Return when the agent may act for ``scope`` at ``at``.

    Raises DomainError ``agency_not_in_force`` (``params.why``), ``agency_out_of_scope``, ``step_up_required``.
    """
    why = why_not(relation, at)
    if why:
        raise DomainError(AGENCY_NOT_IN_FORCE, params={"why": why})
    if not covers(relation.scopes, scope):
        raise DomainError(AGENCY_OUT_OF_SCOPE)
    require_level(user=relation.agent, wanted=Level(relation.least_level))


def born_of(user: User) -> date | None:
    """Return the birthday within the number that ``user`` has proved; None where no document of his tells it."""
    kinds = (IdentifierType.RESIDENT_ID, IdentifierType.PERMIT)
    proved = Identifier.objects.proved().filter(user=user, type__in=kinds).order_by("-type")
    return next((birth_date(each.value) for each in proved if len(each.value) == LENGTH), None)


def is_minor(user: User, day: date) -> bool:
    """Whether a document says that ``user`` is under 18 on ``day``."""
    born = born_of(user)
    return born is not None and age_on(born, day) < FULL
