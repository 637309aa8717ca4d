"""A person sets the password of his account."""

from __future__ import annotations

from django.db import transaction

from accounts.models import Merge, MergeState, User
from accounts.selectors import USER
from services_portal.kernel import audit
from services_portal.kernel.actor import Actor


@transaction.atomic
def password_set(*, user: User, password: str) -> None:
    """Make ``password`` the one of ``user``, also for the names that merges brought; it counts at once.

    In: ``password``, checked by the caller (``AUTH_PASSWORD_VALIDATORS``). What the account had before is kept with
    each merge that stands, in Argon2id, so that undoing gives it back. Sessions other than the caller's end with it, as
    Django's session hash has it.
    """
    held = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    standing = Merge.objects.filter(survivor=held, state=MergeState.DONE, survivor_password="")
    standing.update(survivor_password=held.password)
    user.set_password(password)
    user.save(update_fields=["password"])
    audit.record(Actor(type=USER, id=str(user.pk)), "accounts.password.set", user)


def password_give_back(*, merge: Merge, survivor: User) -> None:
    """Give ``survivor`` back the password that it had at ``merge``, which is being undone; the caller holds both locks.

    Where no other was set since, nothing changes. Of other merges into the same account, those over which no other
    password was set than the one forgotten here ask for each account's own again.
    """
    before, merge.survivor_password = merge.survivor_password, ""
    if not before:
        return
    merge.save(update_fields=["survivor_password"])
    survivor.password = before
    survivor.save(update_fields=["password"])
    others = Merge.objects.filter(survivor=survivor, state=MergeState.DONE).exclude(pk=merge.pk)
    # A later one began under the password that goes now; an earlier one with the same password saw no other either.
    (others.filter(done_at__gte=merge.done_at) | others.filter(survivor_password=before)).update(survivor_password="")
