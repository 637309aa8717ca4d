"""Who opens an enterprise's old login acts for the enterprise, under his own name."""

from __future__ import annotations

from datetime import timedelta
from typing import Final
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.agents.kinds import AgencyKind, AgencySource, AgencyState, Side
from accounts.agents.rules import EVERYTHING, RULES
from accounts.agents.standing import is_minor
from accounts.claiming.conditions import lock_claim
from accounts.errors import AGENCY_AGE, AGENCY_THERE_ALREADY, AGENCY_UNFIT, CLAIM_NOT_FREE
from accounts.events import AgencyAsked
from accounts.levels import Level, require_level
from accounts.models import AccountOutcome, AgencyRelation, Enterprise, HolderKind, OldAccount, User
from accounts.services.agency_confirm import bring_into_force
from accounts.services.agency_end import end_what_has_run_out
from accounts.services.enterprise_register import read_uscc
from services_portal.kernel import audit, clock, outbox
from services_portal.kernel.actor import SYSTEM, Actor
from services_portal.kernel.errors import DomainError
from services_portal.kernel.refusals import NOT_PERMITTED

# How long an old login stands for the enterprise's word before somebody has to give it anew.
TERM: Final = timedelta(days=365)


def agency_from_claim(*, actor: Actor, user: User, old_account_id: UUID) -> AgencyRelation:
    """Make ``user`` a handler of the enterprise whose old login has just been opened, which the caller has verified.

    An enterprise has no account: its old login becomes an agency of each person who can open it, as it was used
    before, under his own name, for a year, without the right to appoint others. Where the enterprise has a legal
    representative here it waits for his word; else it holds at once, and he who comes later can end it. Opening it
    again changes nothing. Out: the agency, in force or asked for; told by :class:`AgencyInForce` or
    :class:`AgencyAsked`.

    Raises DomainError ``not_permitted`` for anybody but the person himself, ``claim_not_free`` for what is no open
    login of an enterprise, ``agency_unfit`` (``uscc``) for one without a credit code that can be read, ``agency_age``,
    ``step_up_required`` below L2.
    """
    if actor.acted_by != f"user:{user.pk}" or actor.on_behalf_of is not None:
        raise DomainError(NOT_PERMITTED)
    if is_minor(user, clock.today()):
        raise DomainError(AGENCY_AGE)
    require_level(user=user, wanted=Level.MATCHED)
    try:
        with transaction.atomic():
            enterprise = _enterprise_of(old_account_id)
            same = AgencyRelation.objects.filter(agent=user, enterprise=enterprise, kind=AgencyKind.HANDLER)
            end_what_has_run_out(same)
            held: AgencyRelation | None = same.filter(ended_at=None).first()
            return held or _made(actor, user, enterprise, old_account_id)
    except IntegrityError:
        raise DomainError(AGENCY_THERE_ALREADY) from None


def _enterprise_of(old_account_id: UUID) -> Enterprise:
    """Return the enterprise of an old login, known from now on; its row is locked."""
    claim_id = OldAccount.objects.filter(pk=old_account_id).values_list("claim_id", flat=True).first()
    rows = lock_claim(claim_id) if claim_id is not None else []
    row = next((each for each in rows if each.pk == old_account_id), None)
    at_odds = any(each.outcome == AccountOutcome.CONFLICT for each in rows)
    if row is None or row.kind != HolderKind.ENTERPRISE or row.disabled or at_odds:
        raise DomainError(CLAIM_NOT_FREE)
    try:
        code = read_uscc(row.uscc)
    except ValidationError:
        raise DomainError(AGENCY_UNFIT, params={"field": "uscc"}) from None
    # The old row's name may be its holder's, not the enterprise's: a clerk writes the name, from the licence.
    enterprise, _made_now = Enterprise.objects.get_or_create(uscc=code, defaults={"name": ""})
    return Enterprise.objects.select_for_update(no_key=True).get(pk=enterprise.pk)


def _made(actor: Actor, user: User, enterprise: Enterprise, old_account_id: UUID) -> AgencyRelation:
    now = clock.now()
    relation = AgencyRelation.objects.create(
        agent=user,
        enterprise=enterprise,
        kind=AgencyKind.HANDLER,
        source=AgencySource.OLD_LOGIN,
        scopes=[EVERYTHING],
        begins_at=now,
        ends_at=now + TERM,
        least_level=RULES[AgencyKind.HANDLER].least_level,
        asked_by=actor.acted_by,
        asked_side=Side.AGENT,
        asked_at=now,
    )
    detail = {"enterprise": str(enterprise.pk), "old_account": str(old_account_id)}
    audit.record(actor, "accounts.agency.from_claim", relation, detail=detail)
    represented = enterprise.agencies.filter(
        kind=AgencyKind.LEGAL_REPRESENTATIVE, in_force_at__isnull=False, ended_at=None
    )
    if represented.exists():
        event = AgencyAsked(agency_id=relation.pk)
        outbox.publish(event, aggregate_type="accounts.agency", aggregate_id=str(relation.pk), actor=actor)
        return relation
    relation.state = AgencyState.CONFIRMED
    relation.confirmed_by, relation.confirmed_at = SYSTEM.acted_by, now
    return bring_into_force(SYSTEM, relation)
