"""An account is suspended."""

from __future__ import annotations

from django.db import transaction
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.errors import SUSPENSION_OUT_OF_REACH
from accounts.events import UserSuspended
from accounts.models import User
from accounts.scopes import ACCOUNT_SUSPEND
from accounts.selectors import USER
from accounts.services.everything_end import everything_end
from services_portal.kernel import audit, outbox
from services_portal.kernel.actor import EVERYWHERE, Actor
from services_portal.kernel.errors import DomainError
from services_portal.kernel.refusals import NOT_PERMITTED


class SuspensionReason(TextChoices):
    """Why an account is suspended."""

    STOLEN = "stolen", _("somebody else has got hold of it")
    FRAUD = "fraud", _("used for fraud or in another's name")
    ASKED = "asked", _("its holder asked for it")
    LAW = "law", _("a court or authority ordered it")
    DEAD = "dead", _("its holder has died")


@transaction.atomic
def user_suspend(*, actor: Actor, user: User, reason: SuspensionReason, case: str = "") -> User:
    """Close the account and sign it out everywhere at once: sessions, tokens of city apps, codes under way.

    ``case`` is the number of a file, never personal data. Returns the account; a suspended one stays as it is, and
    nothing is written. Writes an audit entry and :class:`UserSuspended`. Raises DomainError: ``not_permitted`` without
    the right, ``suspension_out_of_reach`` for oneself, or for an account with every right.
    """
    locked = account_to_judge(actor, user)
    if not locked.is_active:
        return locked
    locked.is_active = False
    locked.save(update_fields=["is_active"])
    everything_end(user=locked)
    audit.record(actor, "accounts.user.suspend", locked, detail={"reason": reason.value, "case": case})
    outbox.publish(UserSuspended(user_id=locked.pk), aggregate_type="accounts.user", aggregate_id=str(locked.pk))
    return locked


def account_to_judge(actor: Actor, user: User) -> User:
    """Return the row of ``user``, locked, for an actor who may suspend and restore it. Raises DomainError, as above."""
    if not actor.may(ACCOUNT_SUSPEND, EVERYWHERE):
        raise DomainError(NOT_PERMITTED)
    locked = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if (actor.type, actor.id) == (USER, str(locked.pk)) or (locked.is_superuser and not actor.all_rights):
        raise DomainError(SUSPENSION_OUT_OF_REACH)
    return locked
