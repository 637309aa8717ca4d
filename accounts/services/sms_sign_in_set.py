"""A person says whether a code to his phone signs him in."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.db import transaction

from accounts.identifiers import IdentifierType
from accounts.models import ChangeKind, Identifier, User
from accounts.safety_errors import NO_OTHER_WAY_IN
from accounts.selectors import USER
from accounts.services.change_record import change_record
from services_portal.kernel import audit
from services_portal.kernel.actor import Actor
from services_portal.kernel.errors import DomainError
from services_portal.kernel.refusals import NOT_PERMITTED


@transaction.atomic
def sms_sign_in_set(*, actor: Actor, user: User, refused: bool) -> User:
    """Let a code to the phone of ``user`` sign in no longer (``refused``), or again; returns the account.

    The caller has made sure that the person is there (``accounts.signin.presence``). Audited where it changes. Raises
    DomainError ``not_permitted`` for anybody but the person himself, ``no_other_way_in`` for who would then have none:
    no password, no passkey and no address.
    """
    if (actor.type, actor.id) != (USER, str(user.pk)):
        raise DomainError(NOT_PERMITTED)
    locked = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if locked.refuses_sms == refused:
        return locked
    if refused and not _other_way(locked):
        raise DomainError(NO_OTHER_WAY_IN)
    locked.refuses_sms = refused
    locked.save(update_fields=["refuses_sms"])
    audit.record(actor, "accounts.user.sms_sign_in", locked, detail={"refused": refused})
    change_record(user=locked, kind=ChangeKind.SMS)
    return locked


def _other_way(user: User) -> bool:
    passkeys = Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN)
    addresses = Identifier.objects.proved().filter(user=user, type=IdentifierType.EMAIL)
    return user.has_usable_password() or passkeys.exists() or addresses.exists()
