"""What was written while accounts were one tells of a person: declared as in ``accounts.rights``."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.rights.laws import REQUESTED
from accounts.rights.registry import CorrectedBy, Group, OnErasure, Unshown, declare_personal_data

declare_personal_data(
    "accounts.WrittenSince",
    paths=("merge__survivor", "merge__absorbed"),
    group=Group.ELSEWHERE,
    title=_("What was written while accounts of yours were one"),
    purpose=_("So that it goes to whose it is, also later."),
    basis=REQUESTED,
    retention=_("as long as you have the account"),
    shown=("pointer", "outcome", "settled_at"),
    unshown={"row": Unshown.MARK, "settled_by": Unshown.OTHERS},
    corrected_by=CorrectedBy.NOBODY,
    on_erasure=OnErasure.DELETED,
)
