"""What sign-in holds about a person."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.rights.declared import WITH_THE_ACCOUNT
from accounts.rights.laws import SECURITY
from accounts.rights.registry import CorrectedBy, Group, OnErasure, Unshown, declare_personal_data

declare_personal_data(
    "accounts.AccountChange",
    paths=("user",),
    group=Group.TRACES,
    title=_("Changes to how your account is opened"),
    purpose=_("So that you are told, and can say that it was not you."),
    basis=SECURITY,
    retention=WITH_THE_ACCOUNT,
    shown=("kind", "identifier", "device", "made_at", "objected_at"),
    unshown={"authenticator": Unshown.MARK, "link": Unshown.MARK},
    corrected_by=CorrectedBy.NOBODY,
    on_erasure=OnErasure.DELETED,
)
declare_personal_data(
    "accounts.Recovery",
    paths=("user",),
    group=Group.TRACES,
    title=_("Ways back that clerks opened"),
    purpose=_("So that you come back into your account, and nobody else does."),
    basis=SECURITY,
    retention=WITH_THE_ACCOUNT,
    shown=("state", "opened_at", "ready_at", "expires_at", "ended_at"),
    unshown={"key_index": Unshown.SECRET, "opened_by": Unshown.OTHERS, "approved_by": Unshown.OTHERS},
    corrected_by=CorrectedBy.NOBODY,
    on_erasure=OnErasure.DELETED,
)
