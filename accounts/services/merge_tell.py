"""The person of an account hears that it is to become one with another, or no longer is."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import Merge, MergeState, User
from accounts.notices import Letter, notify


def _asked() -> Letter:
    return Letter(
        _("Two accounts are to become one"),
        _(
            "Somebody has asked that your account become one with another one of yours: he has shown the credentials"
            " of both, or a member of staff has compared the documents. If that is not so, sign in and call it off;"
            " until it is done nothing of it changes, and afterwards it can be undone."
        ),
        _("[Services Portal] Your account is to become one with another of yours. Not so? Sign in and call it off."),
    )


def _cancelled() -> Letter:
    return Letter(
        _("The accounts do not become one"),
        _("What was asked for was called off: your account stays as it is."),
        _("[Services Portal] Called off: your account does not become one with another."),
    )


def _done() -> Letter:
    return Letter(
        _("Two accounts have become one"),
        _("You sign in with what you signed in with before, and find both together. It can be undone in your account."),
        _("[Services Portal] Your two accounts have become one. It can be undone in your account."),
    )


def _undone() -> Letter:
    return Letter(
        _("Your account stands by itself again"),
        _(
            "The two accounts that had become one were taken apart; each has again what it brought, its password too."
            " What was written meanwhile went to the account by whose means it was written; your page says what stayed"
            " because nobody can tell. If you changed yours meanwhile because somebody knew it, change it again."
        ),
        _("[Services Portal] Your accounts were taken apart again; each has what it brought."),
    )


_LETTERS = {
    MergeState.ASKED: _asked,
    MergeState.CANCELLED: _cancelled,
    MergeState.DONE: _done,
    MergeState.UNDONE: _undone,
}


def merge_tell(*, merge_id: UUID, user_id: UUID, state: MergeState) -> int:
    """Tell the person of ``user_id`` that the merge came to ``state``; returns how many messages left."""
    if not Merge.objects.filter(pk=merge_id).exists():
        return 0
    return notify(User.objects.get(pk=user_id), _LETTERS[state])
