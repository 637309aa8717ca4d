"""Decide about the rows of a city that wait for one cause."""

from __future__ import annotations

from typing import Final

from django.db import IntegrityError, transaction

from catalog.access import actor_label
from catalog.errors import ALREADY_DECIDED, CHOICE_NOT_ALLOWED, UNKNOWN_CAUSE
from catalog.intake.queue.choices import choices_for
from catalog.models import BasicItem, RowChoice, RowDecision
from catalog.scopes import INTAKE_RUN
from catalog.services.decisions_start import decisions_start
from cities.models import Agency, City
from services_portal.kernel import audit, rawsql
from services_portal.kernel.actor import Actor
from services_portal.kernel.errors import DomainError
from services_portal.kernel.ids import uuid7
from services_portal.kernel.refusals import NOT_PERMITTED

_WAITS: Final = """
    SELECT 1 FROM catalog_finding f
      JOIN catalog_sourcerecord r ON r.run_id = f.run_id AND r.row_number = f.row_number
     WHERE f.rule = %s AND f.cause = %s AND f.cause <> '' AND r.city_id = %s AND r.outcome = 'queued' LIMIT 1
"""


def row_decide(
    *,
    actor: Actor,
    city: City,
    rule: str,
    alike: str,
    choice: str,
    matter: BasicItem | None = None,
    agency: Agency | None = None,
    note: str = "",
    hand_over: bool = True,
) -> RowDecision:
    """Decide about all rows of a city that wait for ``rule`` and have ``alike`` in common, and return the decision.

    It holds also for rows alike that come later, until it is undone. A run carries it out: at once where the city's
    imports are idle (without ``hand_over`` the caller starts it), else after them. Raises DomainError
    ``not_permitted`` (audited), ``unknown_cause`` where no row waits for it, ``choice_not_allowed``
    (``params.allowed``), ``already_decided``.
    """
    if not actor.may(INTAKE_RUN, f"city:{city.slug}"):
        audit.record_refusal(actor, "catalog.queue.decide", ("cities.city", str(city.pk)))
        raise DomainError(NOT_PERMITTED)
    if rawsql.fetch_one(_WAITS, [rule, alike, city.pk]) is None:
        raise DomainError(UNKNOWN_CAUSE)
    _require_allowed(city, rule, choice, matter, agency)
    decision = RowDecision(
        id=uuid7(),
        city=city,
        choice=choice,
        rule=rule,
        alike=alike,
        matter=matter,
        agency=agency,
        note=note.strip()[:500],
        decided_by=actor_label(actor),
    )
    try:
        with transaction.atomic():
            decision.save(force_insert=True)
            told = {"city": city.slug, "rule": rule, "alike": alike, "choice": str(choice)}
            audit.record(actor, "catalog.queue.decide", decision, detail=told)
            if hand_over:
                transaction.on_commit(lambda: decisions_start(city=city), robust=True)
    except IntegrityError as error:
        if "row_decision_one_lives" not in str(error):
            raise
        raise DomainError(ALREADY_DECIDED, params=_of_the_other(city, rule, alike)) from error
    decision.refresh_from_db()
    return decision


def _require_allowed(city: City, rule: str, choice: str, matter: BasicItem | None, agency: Agency | None) -> None:
    allowed = choices_for(rule)
    named = (choice == RowChoice.MATTER) == (matter is not None) and (choice == RowChoice.AGENCY) == (
        agency is not None
    )
    in_use = (matter is None or matter.is_active) and (agency is None or agency.is_active)
    at_home = agency is None or agency.city_id in (None, city.pk)
    if choice not in allowed or not (named and in_use and at_home):
        raise DomainError(CHOICE_NOT_ALLOWED, params={"allowed": [str(each) for each in allowed]})


def _of_the_other(city: City, rule: str, alike: str) -> dict[str, str]:
    other = RowDecision.objects.filter(city=city, rule=rule, alike=alike, undone_at=None).first()
    return {"decided_by": other.decided_by, "choice": other.choice} if other else {}
