"""What old accounts, and who claimed them, tell of a person: declared as in ``accounts.rights``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.claiming.words import facts_in_words
from accounts.models import Claiming, OldAccount
from accounts.rights.laws import DUTY, REQUESTED
from accounts.rights.registry import CorrectedBy, Group, OnErasure, Unshown, declare_personal_data

WITH_THE_ACCOUNT: Final = _("as long as you have the account")


def _old_accounts(people: Sequence[UUID]) -> QuerySet[Any]:
    """Return the old accounts that these accounts hold; one that is nobody's yet tells nobody anything."""
    held = Claiming.objects.held().filter(user__in=people).values("claim")
    return OldAccount.objects.filter(claim__in=held).select_related("city").order_by("pk")


declare_personal_data(
    "accounts.Claiming",
    paths=("user",),
    group=Group.ELSEWHERE,
    title=_("Old accounts that you have claimed"),
    purpose=_("So that what you had in a city's old site is yours here, once."),
    basis=REQUESTED,
    retention=WITH_THE_ACCOUNT,
    shown=("basis", "state", "asked_at", "held_at", "ended_at"),
    unshown={
        "claim": Unshown.MARK,
        "old_account": Unshown.MARK,
        "said": Unshown.MARK,
        "rests_on": Unshown.MARK,
        "born_password": Unshown.SECRET,
        "asked_by": Unshown.OTHERS,
        "approved_by": Unshown.OTHERS,
        "settled_by": Unshown.OTHERS,
    },
    corrected_by=CorrectedBy.NOBODY,
    on_erasure=OnErasure.DELETED,
)
declare_personal_data(
    "accounts.OldAccount",
    paths=(),
    rows=_old_accounts,
    group=Group.ELSEWHERE,
    title=_("What a city's old site kept of you"),
    purpose=_("So that you find yourself whole, whichever city you began in."),
    basis=DUTY,
    retention=WITH_THE_ACCOUNT,
    shown=(
        "city",
        "facts",
        "documents_verified",
        "phone_verified",
        "email_verified",
        "disabled",
        "opened_at",
        "last_seen_at",
        "gone_at",
        "taken_in_at",
    ),
    texts={"facts": facts_in_words},
    unshown={
        **dict.fromkeys(("key", "checksum", "login_index", "phone_index", "email_index", "names"), Unshown.KEYED),
        **dict.fromkeys(("resident_id_index", "passport_index", "permit_index"), Unshown.KEYED),
        **dict.fromkeys(("run", "number", "kind", "outcome", "reason", "score", "findings", "uscc"), Unshown.MARK),
        **dict.fromkeys(("claim", "rival", "password_state"), Unshown.MARK),
        "password": Unshown.SECRET,
    },
    corrected_by=CorrectedBy.CITY,
    on_erasure=OnErasure.DELETED,
)
