"""A person who is signed in lets a city's account open his, too."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from accounts.claiming.refusals import CLAIM_CONTRADICTS
from accounts.models import ChangeKind, CityLink, CityProvider, ClaimBasis, LinkBasis, User
from accounts.selectors import USER, is_staff_account, standing_for
from accounts.services.case_over_claim import refuse_contradiction
from accounts.services.change_record import change_record
from accounts.services.claim_join import join
from accounts.upstream.exchange import Said
from accounts.upstream.finding import hold, link_index, live_link, old_account_of
from accounts.upstream.refusals import CITY_ENDED, CITY_LINK_STAFF, CITY_LINK_TAKEN
from services_portal.kernel import audit, clock
from services_portal.kernel.actor import Actor
from services_portal.kernel.errors import DomainError
from services_portal.kernel.refusals import NOT_PERMITTED


def city_link_add(*, actor: Actor, user: User, provider_id: UUID, said: Said, device: str = "") -> CityLink:
    """Let what the city said of who has just signed in there open ``user``'s account from now on.

    In: ``actor``, who must be ``user`` himself and has shown that it is he (the caller asks); what the city said,
    verified. The old account of the id that it says becomes his with its whole claim, on the conditions of
    ``claim_join``. Added again it changes nothing. Audited; the person is told by :class:`AccountChanged`.

    Raises DomainError ``not_permitted``, ``city_sign_in_ended``, ``city_link_taken`` where it opens another account,
    ``city_link_staff`` for who works for an authority, and as ``claim_join``, for which a case may be opened;
    nothing else is written then.
    """
    if actor.type != USER or actor.id != str(user.pk):
        raise DomainError(NOT_PERMITTED)
    try:
        return _add(actor, user, provider_id, said, device)
    except DomainError as refusal:
        provider = CityProvider.objects.select_related("city").get(pk=provider_id)
        row = old_account_of(provider.city, said) if refusal.error is CLAIM_CONTRADICTS else None
        if row is not None and row.claim_id is not None:
            refuse_contradiction(actor=actor, user_id=user.pk, claim_id=row.claim_id)
        raise


@transaction.atomic
def _add(actor: Actor, user: User, provider_id: UUID, said: Said, device: str) -> CityLink:
    provider = CityProvider.objects.in_force(clock.now()).select_related("city").filter(pk=provider_id).first()
    if provider is None:
        raise DomainError(CITY_ENDED)
    index = link_index(said.issuer, said.subject)
    hold(index)
    held = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if not held.is_active:
        raise DomainError(NOT_PERMITTED)
    if is_staff_account(held):
        raise DomainError(CITY_LINK_STAFF)
    link = live_link(index)
    if link is not None:
        if standing_for(link.user) != held:
            raise DomainError(CITY_LINK_TAKEN)
        return link
    row = old_account_of(provider.city, said)
    if row is not None and row.claim_id is not None:
        join(actor, held, row.pk, row.claim_id, ClaimBasis.CITY)
    return link_write(actor, provider, said, held, LinkBasis.SIGNED_IN, device=device)


def link_write(
    actor: Actor, provider: CityProvider, said: Said, user: User, basis: LinkBasis, *, device: str = ""
) -> CityLink:
    """Write the link in the caller's transaction, who holds the index (``upstream.finding.hold``); audited and told."""
    now = clock.now()
    link = CityLink.objects.create(
        user=user,
        city=provider.city,
        issuer=said.issuer,
        subject=said.subject,
        index=link_index(said.issuer, said.subject),
        basis=basis,
        made_at=now,
        last_used_at=now,
    )
    detail = {"city": provider.city.slug, "basis": basis.value, "user": str(user.pk)}
    audit.record(actor, "accounts.city_link.make", link, detail=detail)
    change_record(user=user, kind=ChangeKind.CITY_LINKED, device=device, link=link.pk)
    return link
