"""What agencies hold about people, and which of their rows are written for others."""

from __future__ import annotations

from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.agents.acting import declare_acted
from accounts.rights.laws import CONSENT, DUTY, RECORDS, REQUESTED
from accounts.rights.registry import CorrectedBy, Group, OnErasure, Unshown, declare_personal_data

declare_acted("accounts.GuardianConsent")
declare_personal_data(
    "accounts.AgencyRelation",
    paths=("agent", "person", "dependant__user"),
    group=Group.ELSEWHERE,
    title=_("Whom you act for, and who acts for you"),
    purpose=_("So that one can act for another, and everybody can see who did it and by what right."),
    basis=DUTY,
    retention=_("as long as something done by it can be asked about, at least three years"),
    shown=(
        "kind",
        "source",
        "enterprise",
        "scopes",
        "begins_at",
        "ends_at",
        "least_level",
        "may_delegate",
        "state",
        "reason",
        "asked_side",
        "asked_at",
        "confirmed_at",
        "seconded_at",
        "in_force_at",
        "suspended_side",
        "ended_at",
        "end_reason",
    ),
    unshown={
        "dependant": Unshown.OTHERS,
        "under": Unshown.MARK,
        "asked_by": Unshown.OTHERS,
        "confirmed_by": Unshown.OTHERS,
        "seconded_by": Unshown.OTHERS,
        "ended_by": Unshown.OTHERS,
        "told_age": Unshown.MARK,
    },
    corrected_by=CorrectedBy.PERSON,
    on_erasure=OnErasure.KEPT,
    law=RECORDS,
)
declare_personal_data(
    "accounts.Dependant",
    paths=("user",),
    group=Group.ELSEWHERE,
    title=_("How you are registered with those who act for you"),
    purpose=_("So that parents, guardians and those you entrust can act for you."),
    basis=REQUESTED,
    retention=_("until nobody acts for you any longer"),
    shown=("name", "resident_id", "confirmed_at", "ended_at", "created_at"),
    unshown={
        "index": Unshown.KEYED,
        "born_index": Unshown.KEYED,
        "registered_by": Unshown.OTHERS,
        "updated_at": Unshown.MARK,
    },
    corrected_by=CorrectedBy.PROOF,
    on_erasure=OnErasure.EMPTIED,
    # Nobody acts for him any longer, or the account could not be closed; who once did is told by relations that stay.
    emptied={"user": None, "name": "", "resident_id": "", "index": b"", "born_index": b"", "ended_at": Now()},
)
declare_personal_data(
    "accounts.GuardianConsent",
    paths=("dependant__user", "agency__agent"),
    group=Group.ELSEWHERE,
    title=_("Consents of a guardian"),
    purpose=_("So that it can be shown who consented to a child's account, and when."),
    basis=CONSENT,
    retention=_("as long as the account, then three years"),
    shown=("text", "given_at", "withdrawn_at"),
    unshown={"acted_by": Unshown.OTHERS, "on_behalf_of": Unshown.OTHERS},
    corrected_by=CorrectedBy.PERSON,
    on_erasure=OnErasure.KEPT,
    law=RECORDS,
)
