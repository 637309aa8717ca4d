"""What closing an account would do, said beforehand."""

from __future__ import annotations

from typing import Any

from accounts.models import Closure, ClosureState, User
from accounts.rights.blockers import blocked_by
from accounts.rights.describing import said
from accounts.rights.erasing import Fate, fates_of
from accounts.rights.gathering import accounts_of
from accounts.rights.registry import OnErasure


def foreseen(user: User) -> dict[str, Any]:
    """Return the closure under way or None, what stands in the way, what goes, and what of it stays and why."""
    people = accounts_of(user)
    fates = fates_of(people)
    return {
        "closure": Closure.objects.filter(user=user, state=ClosureState.ASKED).first(),
        "blocked_by": [{"code": each.code, "words": str(each.words)} for each in blocked_by(people)],
        "goes": [_fate(each) for each in fates if each.data.on_erasure is OnErasure.DELETED],
        "stays": [_fate(each) for each in fates if each.data.on_erasure is not OnErasure.DELETED],
    }


def _fate(fate: Fate) -> dict[str, Any]:
    data = fate.data
    return {
        "code": data.model_label,
        "title": str(data.title),
        "count": fate.count,
        "on_erasure": data.on_erasure.value,
        "words": str(OnErasure(data.on_erasure).label),
        "law": said(data.law) if data.law else None,
        "kept_days": data.kept_days or None,
    }
