"""A city's identity system is handed in, approved or given back, and ended."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.events import CityProviderEnded
from accounts.models import CityProvider, ProviderState
from accounts.models.city_provider import OPEN_STATES
from accounts.scopes import APP_APPROVE, APP_REGISTER
from accounts.services.city_app_write import said_by
from accounts.upstream.refusals import PROVIDER_NEEDS_OTHER_EYES, PROVIDER_NOT_READY
from services_portal.kernel import audit, clock, outbox
from services_portal.kernel.actor import EVERYWHERE, SYSTEM, Actor
from services_portal.kernel.authorisation import Action
from services_portal.kernel.errors import DomainError
from services_portal.kernel.refusals import NOT_FOUND, STALE_VERSION


@transaction.atomic
def city_provider_submit(*, actor: Actor, provider_id: UUID) -> CityProvider:
    """Hand a draft in. Raises DomainError ``not_found``, ``city_provider_not_ready``."""
    provider = _locked(actor, provider_id, Action.CHANGE, APP_REGISTER)
    _must_be(provider, ProviderState.DRAFT)
    # Whoever hands it in stands for it as whoever wrote it: neither of them approves it.
    provider.state, provider.written_by = ProviderState.SUBMITTED, said_by(actor)
    return _settled(actor, provider, "submit")


@transaction.atomic
def city_provider_approve(*, actor: Actor, provider_id: UUID, version: str) -> CityProvider:
    """Put what was handed in into force, in the place of what was before. ``version`` is the one that was read.

    Links that people have made stay with their issuer: with another one they open nothing, and it is told as an end
    (:class:`CityProviderEnded`). Raises DomainError
    ``not_found``, ``city_provider_not_ready``, ``stale_version``, ``city_provider_needs_other_eyes``.
    """
    provider = _locked(actor, provider_id, Action.VIEW, APP_APPROVE)
    _must_be(provider, ProviderState.SUBMITTED)
    if version != provider.version:
        raise DomainError(STALE_VERSION)
    if said_by(actor) == provider.written_by:
        raise DomainError(PROVIDER_NEEDS_OTHER_EYES)
    before = CityProvider.objects.select_for_update(no_key=True).filter(
        city=provider.city, state=ProviderState.APPROVED
    )
    for old in before:
        old.state = ProviderState.REPLACED
        old.save()
        if old.issuer != provider.issuer:
            _tell_ended(old)
    provider.state, provider.decided_by, provider.note = ProviderState.APPROVED, said_by(actor), ""
    return _settled(actor, provider, "approve")


@transaction.atomic
def city_provider_refuse(*, actor: Actor, provider_id: UUID, note: str) -> CityProvider:
    """Give back what was handed in, with the reason. Raises DomainError as approving."""
    provider = _locked(actor, provider_id, Action.VIEW, APP_APPROVE)
    _must_be(provider, ProviderState.SUBMITTED)
    provider.state, provider.decided_by, provider.note = ProviderState.DRAFT, said_by(actor), note
    return _settled(actor, provider, "refuse")


@transaction.atomic
def city_provider_end(*, actor: Actor, provider_id: UUID) -> CityProvider:
    """End it at once: it signs nobody in any more. Its city or who approves may.

    Told by :class:`CityProviderEnded`, after which the sessions that it opened end and its people are told how to sign
    in instead. What was never in force just goes. Raises DomainError ``not_found``, ``city_provider_not_ready``.
    """
    provider = _locked(actor, provider_id, Action.VIEW, APP_REGISTER, APP_APPROVE)
    if provider.state not in (ProviderState.APPROVED, *OPEN_STATES):
        raise DomainError(PROVIDER_NOT_READY, detail=_("It is not in the state that this step begins from."))
    was_in_force = provider.state == ProviderState.APPROVED
    provider.state = ProviderState.ENDED
    if was_in_force:
        _tell_ended(provider)
    return _settled(actor, provider, "end")


@transaction.atomic
def city_providers_expire() -> int:
    """End those whose term is over, as :func:`city_provider_end` does; returns how many. A job calls it."""
    over = CityProvider.objects.filter(state=ProviderState.APPROVED, ends_at__lte=clock.now())
    found = list(over.select_for_update(no_key=True, of=("self",), skip_locked=True).select_related("city"))
    for provider in found:
        provider.state = ProviderState.ENDED
        _tell_ended(provider)
        _settled(SYSTEM, provider, "expire")
    return len(found)


def _tell_ended(provider: CityProvider) -> None:
    event = CityProviderEnded(provider_id=provider.pk, city=provider.city.slug)
    outbox.publish(event, aggregate_type="accounts.city_provider", aggregate_id=str(provider.pk))


def _locked(actor: Actor, provider_id: UUID, action: Action, *scopes: str) -> CityProvider:
    rows = CityProvider.objects.for_actor(actor, action).select_for_update(no_key=True, of=("self",))
    found: CityProvider | None = rows.select_related("city").filter(pk=provider_id).first()
    if found is None or not any(
        actor.may(scope, EVERYWHERE if scope == APP_APPROVE else found.realm) for scope in scopes
    ):
        raise DomainError(NOT_FOUND)
    return found


def _must_be(provider: CityProvider, state: ProviderState) -> None:
    if provider.state != state:
        raise DomainError(PROVIDER_NOT_READY, detail=_("It is not in the state that this step begins from."))


def _settled(actor: Actor, provider: CityProvider, verb: str) -> CityProvider:
    provider.save()
    detail = {"city": provider.city.slug, "issuer": provider.issuer, "state": str(provider.state)}
    audit.record(actor, f"accounts.city_provider.{verb}", provider, detail=detail)
    return provider
