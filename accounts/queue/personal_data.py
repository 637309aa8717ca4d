"""What conflicts hold about a person who has an account here."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.rights.declared import WITH_THE_ACCOUNT
from accounts.rights.laws import DUTY
from accounts.rights.registry import CorrectedBy, Group, OnErasure, Unshown, declare_personal_data

declare_personal_data(
    "accounts.ConflictCase",
    paths=("user", "holder", "claimant"),
    group=Group.IDENTITY,
    title=_("Doubts about who you are"),
    purpose=_("So that nobody is taken for another, and you are not either."),
    basis=DUTY,
    retention=WITH_THE_ACCOUNT,
    shown=("reason", "state", "opened_at", "due_on", "closed_at"),
    unshown={
        "cities": Unshown.MARK,
        "account": Unshown.OTHERS,
        "rival": Unshown.OTHERS,
        "index": Unshown.KEYED,
        "due_is_provisional": Unshown.MARK,
        "alarmed_on": Unshown.MARK,
        "taken_by": Unshown.OTHERS,
        "created_at": Unshown.MARK,
        "updated_at": Unshown.MARK,
    },
    corrected_by=CorrectedBy.PROOF,
    on_erasure=OnErasure.DELETED,
)
declare_personal_data(
    "accounts.CaseDecision",
    paths=("case__user", "case__holder", "case__claimant"),
    group=Group.IDENTITY,
    title=_("What was decided about them"),
    purpose=_("So that it can be told, and taken back."),
    basis=DUTY,
    retention=WITH_THE_ACCOUNT,
    shown=("choice", "file", "state", "decided_at", "approved_at", "ended_at"),
    unshown={
        "against": Unshown.OTHERS,
        "before": Unshown.MARK,
        "merge": Unshown.MARK,
        "decided_by": Unshown.OTHERS,
        "approved_by": Unshown.OTHERS,
        "ended_by": Unshown.OTHERS,
    },
    corrected_by=CorrectedBy.NOBODY,
    on_erasure=OnErasure.DELETED,
)
declare_personal_data(
    "accounts.CaseChange",
    paths=("decision__case__user", "decision__case__holder", "decision__case__claimant"),
    group=Group.IDENTITY,
    title=_("What those decisions changed"),
    purpose=_("So that each gets back what it had."),
    basis=DUTY,
    retention=WITH_THE_ACCOUNT,
    shown=("doubted",),
    unshown={
        "account": Unshown.OTHERS,
        "identifier": Unshown.MARK,
        "evidence": Unshown.KEYED,
        "checksum": Unshown.KEYED,
        "joined": Unshown.MARK,
        "apart": Unshown.MARK,
        "before": Unshown.MARK,
        "after": Unshown.MARK,
    },
    corrected_by=CorrectedBy.NOBODY,
    on_erasure=OnErasure.DELETED,
)
