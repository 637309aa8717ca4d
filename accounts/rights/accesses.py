"""Who looked at a person's data, or worked on it, and why: from the audit log, for the person himself.

He is told the authority, not the name of its clerk. The law lets a person know who handles his data, for what and how
(Personal Information Protection Law, Art. 17, 44 and 45), and that is the authority; the clerk's name is itself
somebody's personal data. Each entry has a number: with it the authority finds the clerk and answers for him.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import StaffMembership, User
from accounts.rights.gathering import accounts_of
from accounts.rights.purposes import ReadPurpose
from accounts.rights.registry import personal_data
from accounts.selectors import USER
from cities.models import Agency, City
from services_portal.kernel.actor import EVERYWHERE
from services_portal.kernel.models import AuditEntry
from services_portal.kernel.text import current_language, pick

_TOLD: Final[dict[str, str | Promise]] = {
    "accounts.user.read": gettext_lazy("looked at your account"),
    "accounts.resident.read": gettext_lazy("looked at your profile"),
    "accounts.proof.read": gettext_lazy("looked at a proof of your identity"),
    "accounts.merge.read": gettext_lazy("looked at a merge of your accounts"),
    "accounts.claim.read": gettext_lazy("looked at old accounts of yours"),
    "accounts.claim.window": gettext_lazy("gave you an old account by your document"),
    "accounts.claim.window_ask": gettext_lazy("asked that you be given an old account"),
    "accounts.claim.approve": gettext_lazy("approved that you are given an old account"),
    "accounts.claim.refuse": gettext_lazy("refused to give you an old account"),
    "accounts.claim.undo": gettext_lazy("took an old account from yours"),
    "accounts.case.read": gettext_lazy("looked at a doubt about who you are"),
    "accounts.correction.read": gettext_lazy("looked at a request of yours for correction"),
    "accounts.correction.accept": gettext_lazy("accepted a request of yours for correction"),
    "accounts.correction.refuse": gettext_lazy("refused a request of yours for correction"),
    "accounts.recovery.read": gettext_lazy("looked at a way back into your account"),
    "accounts.agency.read": gettext_lazy("looked at whom you act for, or who acts for you"),
    "accounts.membership.read": gettext_lazy("looked at your role as staff"),
    "accounts.proof.record": gettext_lazy("proved your identity by your document"),
    "accounts.proof.revoke": gettext_lazy("revoked a proof of your identity"),
    "accounts.user.suspend": gettext_lazy("suspended your account"),
    "accounts.user.restore": gettext_lazy("opened your account again"),
    "accounts.merge.ask": gettext_lazy("asked that two accounts of yours become one"),
    "accounts.merge.approve": gettext_lazy("approved that two accounts of yours become one"),
    "accounts.merge.cancel": gettext_lazy("called off a merge of your accounts"),
    "accounts.merge.undo": gettext_lazy("took your accounts apart again"),
    "accounts.merge.give": gettext_lazy("gave something that was written while accounts were one to whose it is"),
    "accounts.membership.grant": gettext_lazy("gave you a role as staff"),
    "accounts.membership.withdraw": gettext_lazy("took back a role of yours as staff"),
}
_MACHINES: Final = ("system", "anonymous")


@dataclass(frozen=True)
class Access:
    """One look at a person's data, or one act on it, in the words of the reader."""

    id: UUID
    at: datetime
    who: str
    what: str
    why: str
    refused: bool


def accesses_of(user: User, *, before: UUID | None = None, limit: int = 20) -> list[Access]:
    """Return who else than the person of ``user`` looked at his data or worked on it, the latest first."""
    people = accounts_of(user)
    found = _entries(people).order_by("-pk")
    if before is not None:
        found = found.filter(pk__lt=before)
    entries = list(found[:limit])
    offices = _Offices(entries)
    return [
        Access(each.pk, each.occurred_at, offices.of(each, people), told(each.action), _why(each.detail), each.refused)
        for each in entries
    ]


def told(action: str) -> str:
    """Return in words what was done; what is not known by its name is at least told from a read."""
    if action in _TOLD:
        return str(_TOLD[action])
    return _("looked at something of yours") if action.endswith(".read") else _("worked on something of yours")


def _entries(people: Sequence[UUID]) -> QuerySet[AuditEntry]:
    keys = [str(person) for person in people]
    about = Q(on_behalf_of__in=[f"{USER}:{key}" for key in keys])
    for subject_type, subject_ids in _subjects(people):
        about |= Q(subject_type=subject_type, subject_id__in=subject_ids)
    own = Q(actor_type=USER, actor_id__in=keys)
    return AuditEntry.objects.filter(about).exclude(own).exclude(actor_type__in=_MACHINES)


def _subjects(people: Sequence[UUID]) -> Iterator[tuple[str, list[str]]]:
    for data in personal_data():
        if data.rows is None:
            keys = [str(key) for key in data.rows_of(people).values_list("pk", flat=True)]
            if keys:
                yield data.model._meta.label_lower, keys


def _why(detail: dict[str, Any]) -> str:
    purpose = detail.get("purpose")
    words = str(ReadPurpose(purpose).label) if purpose in ReadPurpose.values else ""
    case = str(detail.get("case") or detail.get("reason") or "")
    return " · ".join(part for part in (words, _("file %(case)s") % {"case": case} if case else "") if part)


class _Offices:
    """The authorities from which entries were made, read at once."""

    def __init__(self, entries: Sequence[AuditEntry]) -> None:
        self._language = current_language()
        staff = {UUID(each.actor_id) for each in entries if each.actor_type == USER and not each.detail.get("places")}
        self._held: dict[str, list[str]] = {}
        for membership in StaffMembership.objects.filter(user__in=staff).select_related("city"):
            self._held.setdefault(str(membership.user_id), []).append(membership.realm)
        places = [place for each in entries for place in self._places(each)]
        agencies = [place.removeprefix("agency:") for place in places if place.startswith("agency:")]
        slugs = [place.removeprefix("city:") for place in places if place.startswith("city:")]
        self._names = {f"agency:{each.pk}": each.name for each in Agency.objects.filter(pk__in=agencies)}
        self._names |= {f"city:{each.slug}": each.name for each in City.objects.filter(slug__in=slugs)}

    def of(self, entry: AuditEntry, people: Sequence[UUID]) -> str:
        """Return the authority of an entry, in words."""
        if entry.on_behalf_of in {f"{USER}:{person}" for person in people}:
            return _("somebody who acts for you")
        places = self._places(entry)
        if EVERYWHERE in places:
            return _("the province's administration of the portal")
        said = [pick(self._names[place], self._language) for place in places if place in self._names]
        nobody = _("somebody who may not") if entry.refused else _("the portal's administration")
        return " · ".join(dict.fromkeys(said)) or nobody

    def _places(self, entry: AuditEntry) -> list[str]:
        return list(entry.detail.get("places") or self._held.get(entry.actor_id, []))
