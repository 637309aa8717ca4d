"""Both sides hear what becomes of an agency."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.agents.kinds import AgencyKind, AgencyState
from accounts.models import AgencyRelation, User
from accounts.notices import Letter, notify


def _asked() -> Letter:
    return Letter(
        _("Somebody is to act for another"),
        _(
            "It was asked that one person act for another, or for an enterprise, and you are one of the two sides."
            " Nothing is allowed until it is confirmed. Look at it on your page, confirm it or turn it down there."
        ),
        _("[Services Portal] Somebody is to act for another, and you are one of the two. See your page."),
    )


def _in_force() -> Letter:
    return Letter(
        _("Somebody may act for another from now on"),
        _(
            "It is confirmed: within what was allowed, the one may act for the other from now on. Whatever is done so"
            " says who did it and for whom. Either side can end it on their page, at once and everywhere."
        ),
        _("[Services Portal] Confirmed: somebody may act for another, and you are one of the two. See your page."),
    )


def _suspended() -> Letter:
    return Letter(
        _("Acting for another is suspended"),
        _("Until it is lifted nothing can be done so; what was done before stands."),
        _("[Services Portal] Suspended: nobody acts for the other until it is lifted."),
    )


def _ended() -> Letter:
    return Letter(
        _("Nobody acts for the other any longer"),
        _("It has ended, at once and everywhere. What was done before stands."),
        _("[Services Portal] Ended: nobody acts for the other any longer."),
    )


def _fourteen() -> Letter:
    return Letter(
        _("14 years old: own consent counts"),
        _(
            "From today the child decides for himself what is kept of him here, and no consent of a guardian is needed."
            " Parents and guardians go on acting for him until he is 18."
        ),
        _("[Services Portal] 14 years old: from today the child's own consent counts."),
    )


def _eighteen() -> Letter:
    return Letter(
        _("18 years old: of age"),
        _(
            "From today the person acts for himself, and parents and guardians of the child act no longer. Who is to"
            " act for him from now on, he appoints."
        ),
        _("[Services Portal] 18 years old: of age, and parents act no longer."),
    )


_LETTERS: Final[dict[str, Callable[[], Letter]]] = {
    "asked": _asked,
    "in_force": _in_force,
    "suspended": _suspended,
    "ended": _ended,
    "age_14": _fourteen,
    "age_18": _eighteen,
}


def sides_of(relation: AgencyRelation) -> list[User]:
    """Return who is to hear of it: the agent; the person, a ward who has an account, or the legal representative."""
    found = [relation.agent, relation.person, relation.dependant.user if relation.dependant else None]
    if relation.enterprise_id:
        held = AgencyRelation.objects.filter(
            enterprise=relation.enterprise_id,
            kind=AgencyKind.LEGAL_REPRESENTATIVE,
            state=AgencyState.IN_FORCE,
        )
        found += [each.agent for each in held.select_related("agent")]
    return list({user.pk: user for user in found if user is not None}.values())


def agency_tell(*, agency_id: UUID, what: str) -> int:
    """Tell both sides of an agency that it was asked for, is ``in_force``, ``suspended``, ``ended``, or what an age has
    changed (``age_14``, ``age_18``). No letter names the other. Returns how many messages left."""
    found = AgencyRelation.objects.select_related("agent", "person", "dependant__user").filter(pk=agency_id).first()
    if found is None:
        return 0
    return sum(notify(user, _LETTERS[what]) for user in sides_of(found) if user.is_active)
