"""A person says that he is parent or guardian, or that somebody without an account has entrusted him."""

from __future__ import annotations

from django.db import transaction

from accounts.agents.kinds import AgencyKind
from accounts.agents.rules import Terms, age_fits
from accounts.errors import AGENCY_AGE, AGENCY_FOR_ONESELF, AGENCY_THERE_ALREADY
from accounts.identifiers import IdentifierType, birth_date, identifier_index
from accounts.identifiers.resident_ids import is_permit, read_number
from accounts.models import AgencyRelation, Dependant, User
from accounts.models.dependant import born_index
from accounts.services.agency_ask import agency_ask
from accounts.services.agency_end import end_what_has_run_out
from services_portal.kernel import clock
from services_portal.kernel.actor import Actor
from services_portal.kernel.errors import DomainError


@transaction.atomic
def dependant_register(
    *,
    actor: Actor,
    user: User,
    name: str,
    resident_id: str,
    kind: AgencyKind,
    terms: Terms | None = None,
    reason: str = "",
) -> AgencyRelation:
    """Ask that ``user`` act for somebody who may have no account, known by ``name`` and ``resident_id``; a clerk
    confirms it by the household register, the court's paper or the signed authority.

    What is said stands by itself until then, so that nobody keeps another from registering his child; of one resident
    ID (or permit of 18 characters) there is one registration afterwards, which both parents share. Nothing of it is
    told to who asks.

    Raises ValidationError for an unreadable number; DomainError ``agency_age`` for a parent of somebody of age,
    ``agency_for_oneself``, ``agency_there_already``, and as :func:`~accounts.services.agency_ask.agency_ask`.
    """
    number = read_number(resident_id)
    number_type = IdentifierType.PERMIT if is_permit(number) else IdentifierType.RESIDENT_ID
    index, born = identifier_index(number_type, number), birth_date(number)
    if not age_fits(kind, born, clock.today()):
        raise DomainError(AGENCY_AGE)
    if User.objects.known_by(number_type, number).filter(pk=user.pk).exists():
        raise DomainError(AGENCY_FOR_ONESELF)
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    same = AgencyRelation.objects.filter(agent=user, kind=kind, dependant__index=index)
    end_what_has_run_out(same)
    if same.filter(ended_at=None).exists():
        raise DomainError(AGENCY_THERE_ALREADY)
    dependant = Dependant.objects.create(
        name=" ".join(name.split()),
        resident_id=number,
        index=index,
        born_index=born_index(born),
        registered_by=actor.acted_by,
    )
    return agency_ask(actor=actor, agent=user, principal=dependant, kind=kind, terms=terms, reason=reason)
