"""Whatever accounts are merged, used and parted in whatever order: once all are parted, each has what is its own."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.db import transaction
from django.test import override_settings
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.merging.holdings import holdings_of
from accounts.models import Merge, MergeState, User
from accounts.services.merge_undo import merge_undo
from services_portal.kernel.errors import DomainError
from tests.accounts.merging.people import himself, merged, person

pytestmark = [pytest.mark.django_db, pytest.mark.long]
PEOPLE = 4
number = st.integers(0, PEOPLE - 1)
steps = st.lists(
    st.tuples(st.just("merge"), number, number)
    | st.tuples(st.just("part"), number, st.just(0))
    | st.tuples(st.just("use"), number, st.just(0)),
    max_size=14,
)


def own(user: User) -> dict[str, list[dict[str, Any]]]:
    """Return what an account holds, but for the record of its merges."""
    return {name: rows for name, rows in holdings_of(user.pk).items() if not name.startswith("accounts.Merge.")}


def part(which: int) -> None:
    """Undo one of the merges that stand, if none builds on it."""
    standing = list(Merge.objects.filter(state=MergeState.DONE).order_by("done_at", "pk"))
    if standing:
        merge = standing[which % len(standing)]
        merge_undo(actor=himself(merge.survivor), merge_id=merge.pk)


@settings(max_examples=30, deadline=None)
@given(steps, st.booleans())
def test_all_parted_each_account_has_what_is_its_own(history: list[Any], totp: bool) -> None:
    with override_settings(PORTAL_MERGE_COOLING_HOURS=0), transaction.atomic():
        people = [person(f"p{place}", totp=totp) for place in range(PEOPLE)]
        for turn, (what, which, other) in enumerate(history):
            people[which].refresh_from_db()
            try:
                if what == "merge":
                    merged(people[which], people[other])
                elif what == "part":
                    part(which)
                elif people[which].is_active:
                    EmailAddress.objects.create(user=people[which], email=f"p{which}.{turn}@example.com")
            except DomainError as refusal:
                assert refusal.code in {"same_account", "account_absorbed", "merge_not_last"}
            held = EmailAddress.objects.filter(user__is_active=False).count()
            assert held == 0, "an address that finds nobody"
        while Merge.objects.filter(state=MergeState.DONE).exists():
            last = Merge.objects.filter(state=MergeState.DONE).order_by("done_at", "pk").last()
            assert last is not None
            merge_undo(actor=himself(last.survivor), merge_id=last.pk)
        for place, user in enumerate(people):
            held_now = own(user)
            addresses = {row["email"].split("@")[0].split(".")[0] for row in held_now["account.EmailAddress.user"]}
            assert addresses == {f"p{place}"}
            assert [row["primary"] for row in held_now["account.EmailAddress.user"]].count(True) == 1
            assert {next(iter(row["data"].values())) for row in held_now["mfa.Authenticator.user"]} == {f"p{place}"}
            assert len(held_now["mfa.Authenticator.user"]) == 1 + totp
            assert held_now["accounts.User"][0]["is_active"] is True
        transaction.set_rollback(True)
