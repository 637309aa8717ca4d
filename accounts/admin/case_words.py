"""What the queue of conflicts says: decisions with what they do, sides, deadlines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import CaseChoice, ConflictCase, User
from accounts.queue.comparing import LOGIN, NAME, Likeness
from accounts.queue.sides import Side
from accounts.selectors import display_name
from services_portal.kernel.text import current_language, pick

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MEANINGS: Final[dict[str, StrOrPromise]] = {
    "match.two_persons": gettext_lazy(
        "Two cities have proved the same identity document, under names that do not agree. Either one person has two"
        " names, or one of the two bears a number that is not his."
    ),
    "match.two_ids": gettext_lazy(
        "The same document stands beside two identity numbers, and both were proved. A person has one number for life,"
        " so either a number is wrong, or these are two persons."
    ),
    "match.two_claims": gettext_lazy(
        "This account fits two persons who are not known to be one. Either they are, or what one of them says is wrong."
    ),
    "identifier.taken": gettext_lazy(
        "A person has proved a resident ID that another account had proved before. Either both accounts are his, or one"
        " of them bears a number that is not his."
    ),
    "claim.contradicts": gettext_lazy(
        "A person has shown that an old account is his, and it names another resident ID than he has proved. Either the"
        " city wrote a wrong number down, or it is another person's account, or he was proved to be another."
    ),
    "claim.two_names": gettext_lazy(
        "A city and this portal have proved the same identity document, under names that do not agree. Either one"
        " person has two names, or one of the two bears a document that is not his."
    ),
}
TONES: Final = {
    "open": "info",
    "proposed": "warning",
    "waiting": "warning",
    "reported": "warning",
    "settled": "success",
    "cured": "success",
}
LABELS: Final[dict[str, StrOrPromise]] = {
    NAME: gettext_lazy("full name"),
    LOGIN: gettext_lazy("login"),
    "resident_id": gettext_lazy("resident ID"),
    "passport": gettext_lazy("passport"),
    "permit": gettext_lazy("residence permit"),
    "phone": gettext_lazy("phone number"),
    "email": gettext_lazy("e-mail address"),
}
# How an identity was proved: the words of the manifests, and the verifiers of this portal.
PROVED_BY: Final[dict[str, StrOrPromise]] = {
    "register": gettext_lazy("population register"),
    "population_register": gettext_lazy("population register"),
    "registered_phone": gettext_lazy("phone registered to the person"),
    "window": gettext_lazy("at a window"),
    "face": gettext_lazy("by face"),
    "?": gettext_lazy("the source does not say how"),
}
# What a person changes as he likes: that it differs says little.
PASSING: Final = frozenset({LOGIN, "phone", "email"})
LIKENESS: Final[dict[Likeness, tuple[StrOrPromise, str]]] = {
    Likeness.SAME: (gettext_lazy("the same"), "success"),
    Likeness.DIFFERS: (gettext_lazy("differs"), "danger"),
    Likeness.ONE_SIDED: (gettext_lazy("one side only"), ""),
}


@dataclass(frozen=True)
class Way:
    """A decision that can be taken: its button's value and words, what it does, whether it is grave."""

    value: str
    label: str
    effect: str
    danger: bool = False


def title_of(number: int) -> str:
    """Return what a side is called: A, B and so on."""
    return _("Side %(letter)s") % {"letter": chr(ord("A") + number)}


def cities_told(side: Side) -> str:
    """Return the cities that a side comes from."""
    if side.is_account:
        return _("account in this portal")
    language = current_language()
    return "、".join(dict.fromkeys(pick(source.city.name, language) or source.city.slug for source in side.sources))


def ways_for(case: ConflictCase, sides: Sequence[Side]) -> list[Way]:
    """Return what may be decided about a case."""
    if len(sides) < 2:
        return []
    ways = [Way(CaseChoice.SAME.value, _("It is one person"), _same_effect(case))]
    for number, side in enumerate(sides):
        named = {"side": title_of(number), "where": cities_told(side)}
        ways.append(
            Way(
                f"{CaseChoice.DIFFERENT.value}:{side.key}",
                _("Different persons: the identity of %(side)s is wrong") % named,
                _("Both stay. That %(side)s (%(where)s) was proved counts no longer, and they are kept apart.") % named,
                danger=True,
            )
        )
    for number, side in enumerate(sides):
        if not side.is_account:
            named = {"side": title_of(number), "where": cities_told(side)}
            ways.append(
                Way(
                    f"{CaseChoice.WRONG_DATA.value}:{side.key}",
                    _("Report %(side)s to its source") % named,
                    _("%(where)s is told that its data are wrong. Once they are mended, the conflict ends by itself.")
                    % named,
                )
            )
    waits = _("Nothing changes for either; the deadline runs anew.")
    ways.append(Way(CaseChoice.DOCUMENTS.value, _("Wait for documents"), waits))
    return ways


def _same_effect(case: ConflictCase) -> str:
    if case.user_id:
        return _("Their accounts become one after the cooling-off, once a second member of staff has agreed.")
    if case.is_over_claim:
        return _("The old account becomes the person's, once a second member of staff has agreed.")
    return _("Their old accounts are joined, once a second member of staff has agreed.")


def who_told(actor: str) -> str:
    """Return a person's name for ``type:id``; the portal's own for what it did by itself."""
    kind, _colon, key = actor.partition(":")
    if not actor:
        return ""
    user = User.objects.filter(pk=key).first() if kind == "user" else None
    return display_name(user) if user is not None else _("the portal")
