"""What links to cities' accounts tell of a person, and where they go when two accounts become one."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.merging.pointers import OnMerge, declare_pointer
from accounts.rights.declared import WITH_THE_ACCOUNT
from accounts.rights.laws import REQUESTED, SECURITY
from accounts.rights.registry import (
    CorrectedBy,
    Group,
    OnErasure,
    Unshown,
    Why,
    declare_nothing_personal,
    declare_personal_data,
)

# What opened the absorbed account opens the whole person's.
declare_pointer("accounts.CityLink", "user", OnMerge.MOVES, opens=True)
declare_nothing_personal("accounts.CityProvider", Why.STAFF)
declare_personal_data(
    "accounts.CityLink",
    paths=("user",),
    group=Group.SIGN_IN,
    title=_("Cities' accounts that open yours"),
    purpose=_("So that you sign in here with the account that you have in a city."),
    basis=REQUESTED,
    retention=WITH_THE_ACCOUNT,
    shown=("city", "issuer", "subject", "basis", "made_at", "last_used_at", "ended_at"),
    unshown={"index": Unshown.KEYED, "ended_by": Unshown.MARK},
    corrected_by=CorrectedBy.PERSON,
    on_erasure=OnErasure.DELETED,
)
declare_personal_data(
    "accounts.CityLinkSession",
    paths=("link__user",),
    group=Group.SIGN_IN,
    title=_("Sessions that a city's account opened"),
    purpose=_("So that they end when you sign out at the city."),
    basis=SECURITY,
    retention=_("until the session ends"),
    shown=("begun_at",),
    unshown={"link": Unshown.MARK, "session": Unshown.MARK, "sid": Unshown.KEYED},
    corrected_by=CorrectedBy.NOBODY,
    on_erasure=OnErasure.DELETED,
)
