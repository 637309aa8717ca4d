"""The person hears that his account is to be closed, or is not after all."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Closure, ClosureState
from accounts.notices import Letter, notify


def closure_tell(*, closure_id: UUID) -> int:
    """Tell the person of a closure where it stands; returns how many messages left. Of one that is done nobody is left
    to write to."""
    closure = Closure.objects.filter(pk=closure_id).select_related("user").first()
    if closure is None or closure.state == ClosureState.DONE:
        return 0
    asked = closure.state == ClosureState.ASKED
    return notify(closure.user, (lambda: _asked(closure)) if asked else _called_off)


def _asked(closure: Closure) -> Letter:
    day = f"{timezone.localtime(closure.due_at):%Y-%m-%d %H:%M}"
    return Letter(
        _("Your account is to be closed"),
        _(
            "You have asked that your account be closed and what is held about you erased. That happens on %(day)s and"
            " cannot be undone. Until then everything stays as it is, and you can call it off on your page. If you did"
            " not ask for it, call it off now and change your password."
        )
        % {"day": day},
        _("[Services Portal] Your account is to be closed on %(day)s. Not asked for by you? Sign in and call it off.")
        % {"day": day},
    )


def _called_off() -> Letter:
    return Letter(
        _("Your account stays"),
        _("Your account is not closed: it was called off, or something is under way that needs it. See your page."),
        _("[Services Portal] Your account is not closed and stays as it is."),
    )
