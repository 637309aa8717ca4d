"""A person goes the way back that was opened for him."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.contrib.auth.password_validation import validate_password
from django.db import transaction

from accounts.models import ChangeKind, Recovery, RecoveryState, User
from accounts.recovery.keys import key_index
from accounts.safety_errors import RECOVERY_NOT_DUE, RECOVERY_OVER
from accounts.selectors import USER
from accounts.services.change_record import change_record
from accounts.services.everything_end import everything_end
from accounts.services.password_set import password_set
from services_portal.kernel import audit, clock
from services_portal.kernel.actor import Actor
from services_portal.kernel.errors import DomainError


@transaction.atomic
def recovery_finish(*, key: str, password: str) -> User:
    """Give the account of ``key`` a new password; everything else that opened it by itself opens it no longer.

    Passkeys, authenticator app and recovery codes are removed, codes to the phone are refused (it may be the lost
    one), every session and token ends, and a freeze is over: a document was shown. The person signs in with any of his
    identifiers and the new password, and is told. Returns the account. Audited.

    Raises ValidationError for a password that is refused, DomainError ``recovery_not_due`` before the cooling-off is
    over or a second clerk has approved, ``recovery_over`` for any other key: unknown, stopped, used, too old.
    """
    found = Recovery.objects.filter(key_index=key_index(key)).first()
    if found is None:
        raise DomainError(RECOVERY_OVER)
    user = User.objects.select_for_update(no_key=True).get(pk=found.user_id)
    recovery: Recovery = Recovery.objects.select_for_update(no_key=True).get(pk=found.pk)
    now = clock.now()
    if recovery.ended_at is not None or recovery.expires_at <= now or not user.is_active:
        raise DomainError(RECOVERY_OVER)
    if recovery.state != RecoveryState.OPEN or recovery.ready_at > now:
        raise DomainError(RECOVERY_NOT_DUE)
    validate_password(password, user)
    password_set(user=user, password=password)
    Authenticator.objects.filter(user=user).delete()
    user.refuses_sms, user.frozen_at = True, None
    user.save(update_fields=["refuses_sms", "frozen_at"])
    everything_end(user=user)
    recovery.state, recovery.ended_at = RecoveryState.DONE, now
    recovery.save(update_fields=["state", "ended_at"])
    audit.record(Actor(type=USER, id=str(user.pk)), "accounts.recovery.finish", recovery)
    change_record(user=user, kind=ChangeKind.RECOVERED)
    return user
