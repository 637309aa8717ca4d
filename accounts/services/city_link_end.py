"""A city's account opens a person's account no longer."""

from __future__ import annotations

from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db import transaction

from accounts.identifiers import IdentifierType
from accounts.models import ChangeKind, CityLink, Identifier, User
from accounts.selectors import USER, standing_for
from accounts.services.change_record import change_record
from accounts.services.city_sessions_end import sessions_of_link_end
from accounts.upstream.refusals import CITY_LINK_LAST
from services_portal.kernel import audit, clock
from services_portal.kernel.actor import Actor
from services_portal.kernel.errors import DomainError
from services_portal.kernel.refusals import NOT_FOUND

WAYS = (IdentifierType.PHONE, IdentifierType.EMAIL)


@transaction.atomic
def city_link_end(*, actor: Actor, user: User, link_id: UUID, device: str = "") -> CityLink:
    """Take a link back at its person's word, who has shown that it is he (the caller asks).

    It opens nothing afterwards, and the sessions that it opened end. Old accounts that came with it stay
    (``claim_undo`` gives them back). Audited; told by :class:`AccountChanged`. Raises DomainError ``not_found`` for a
    link that is none of his, ``city_link_last`` where the account could be opened by nothing else.
    """
    held = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    link = CityLink.objects.live().select_for_update(no_key=True, of=("self",)).filter(pk=link_id).first()
    if actor.type != USER or actor.id != str(held.pk) or link is None or standing_for(link.user) != held:
        raise DomainError(NOT_FOUND)
    if not _opens_otherwise(held, link):
        raise DomainError(CITY_LINK_LAST)
    link_end(actor, held, link)
    change_record(user=held, kind=ChangeKind.CITY_UNLINKED, device=device, link=link.pk)
    return link


def link_end(actor: Actor, user: User, link: CityLink) -> None:
    """End a link, which the caller has locked after its person; audited."""
    link.ended_at, link.ended_by = clock.now(), f"{actor.type}:{actor.id}"
    link.save(update_fields=["ended_at", "ended_by"])
    sessions_of_link_end(link)
    detail = {"city": link.city.slug, "user": str(user.pk)}
    audit.record(actor, "accounts.city_link.end", link, detail=detail)


def _opens_otherwise(user: User, link: CityLink) -> bool:
    passkey = Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN)
    return (
        user.has_usable_password()
        or passkey.exists()
        or Identifier.objects.proved().filter(user=user, type__in=WAYS).exists()
        or CityLink.objects.live().filter(user=user).exclude(pk=link.pk).exists()
    )
