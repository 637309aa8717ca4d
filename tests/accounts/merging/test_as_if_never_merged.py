"""Merged, used by the means of both, and taken apart: each account is as if it had never been merged and had done alone
what was done by its means. The same acts are done twice: by two who are one meanwhile, and by two who never are."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.merging.holdings import holdings_of
from accounts.models import Merge, MergeState, User
from accounts.rights.exporting.as_json import json_pieces
from accounts.selectors import standing_for
from accounts.services import phone_prove
from accounts.services.merge_undo import merge_undo
from services_portal.kernel import clock
from services_portal.kernel.errors import DomainError
from tests.accounts.merging.acts import (
    actor,
    add_address,
    add_passkey,
    allow_app,
    by_means_of,
    prove_passport,
    prove_phone,
    try_to_prove,
)
from tests.accounts.merging.people import himself, merged, person

pytestmark = pytest.mark.django_db
# What an act is called, and how it is done in a world by somebody's means, the how-manieth of the history.
ACTS: dict[str, Callable[[User, str, int], object]] = {
    "passkey": lambda user, mark, turn: add_passkey(user, f"{mark}.{turn}"),
    "address": lambda user, mark, turn: add_address(user, f"{mark}.{turn}@example.com"),
    "said address": lambda user, mark, turn: add_address(user, f"{mark}.{turn}@example.com", proved=False),
    "phone": lambda user, mark, turn: prove_phone(user, number(mark, turn)),
    "passport": lambda user, mark, turn: prove_passport(user, f"E{'ab'.index(mark[0])}{turn:07d}"),
    "app": lambda user, mark, turn: allow_app(user, f"app {mark[1]} {turn}"),
    "attempt": lambda user, mark, turn: try_to_prove(user),
}
histories = st.lists(st.tuples(st.sampled_from(sorted(ACTS)), st.integers(0, 1)), max_size=6)
# The log tells what happened to an account, also that a number was replaced and is there again.
HISTORY = ("accounts.merge.", "accounts.identifier.release", "accounts.consent.give")
# And what was told of it.
TOLD = "identifier_released"
VANISHING = ("accounts.Merge", "accounts.MergeMove", "accounts.WrittenSince")


def number(mark: str, turn: int) -> str:
    return f"+86138{'ab'.index(mark[0])}{'123'.index(mark[1])}{turn:06d}"


def world(letter: str, with_phones: tuple[bool, bool]) -> list[User]:
    people = [person(f"{letter}{place}") for place in (1, 2)]
    for place, user in enumerate(people):
        if with_phones[place]:
            phone_prove(user=user, phone=number(f"{letter}{place + 1}", 999))
    return people


def plain(text: str, letter: str) -> str:
    """Return what is held without what differs between worlds: numbers of rows, times, and the world's letter."""
    text = re.sub(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "#", text)
    text = re.sub(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[.\d]*(Z|[+-]\d\d:\d\d)?", "@", text)
    text = text.replace(f"+86138{'ab'.index(letter)}", "+86138_")
    text = re.sub(r"CHN:E[01]", "CHN:E_", text)
    return re.sub(rf"\b{letter}(?=[123]\b|\*)", "_", text)


def held(user: User, letter: str) -> list[str]:
    """Return every row that points at an account, and its own."""
    found = []
    for name, rows in holdings_of(user.pk).items():
        if not name.startswith(VANISHING):
            for row in rows:
                if row.get("kind") == TOLD:
                    continue
                said = {key: value for key, value in row.items() if key not in _PASSING and not _is_key(key, value)}
                found.append(plain(f"{name} {sorted(said.items())!r}", letter))
    return sorted(found)


_PASSING = {"id", "index", "value_index", "password", "authenticator"}


def _is_key(key: str, value: Any) -> bool:
    return isinstance(value, bytes | memoryview) or type(value).__name__ in ("datetime", "UUID")


def exported(user: User, letter: str) -> list[str]:
    """Return the copy of all that is held about the person of an account, row by row."""
    copy = json.loads(b"".join(json_pieces([user.pk], made_at=clock.now(), language="en")))
    found = []
    for holding in copy["holdings"]:
        for row in holding["rows"]:
            if row.get("kind") == TOLD:
                continue
            if holding["code"] not in VANISHING and not str(row.get("action", "")).startswith(HISTORY):
                found.append(plain(f"{holding['code']} {json.dumps(row, sort_keys=True)}", letter))
    return sorted(found)


@settings(max_examples=20, deadline=None)
@given(histories, st.tuples(st.booleans(), st.booleans()))
def test_each_is_as_if_it_had_always_stood_alone(history: list[tuple[str, int]], phones: tuple[bool, bool]) -> None:
    with override_settings(PORTAL_MERGE_COOLING_HOURS=0), transaction.atomic():
        ones, twins = world("a", phones), world("b", phones)
        merge = merged(ones[0], ones[1])
        for turn, (act, who) in enumerate(history):
            with by_means_of(ones[who]):
                ACTS[act](ones[0], f"a{who + 1}", turn)
            with by_means_of(twins[who]):
                ACTS[act](twins[who], f"b{who + 1}", turn)
        undone = merge_undo(actor=himself(ones[0]), merge_id=merge.pk)
        assert undone.state == MergeState.UNDONE
        for one, twin in zip(ones, twins, strict=True):
            assert held(one, "a") == held(twin, "b")
            assert exported(one, "a") == exported(twin, "b")
        transaction.set_rollback(True)


def test_the_comparison_tells_a_row_of_the_wrong_one(settings) -> None:
    settings.PORTAL_MERGE_COOLING_HOURS = 0
    ones, twins = world("a", (False, False)), world("b", (False, False))
    merge = merged(*ones)
    with by_means_of():
        add_passkey(ones[0], "a2.0")
    with by_means_of(twins[1]):
        add_passkey(twins[1], "b2.0")
    merge_undo(actor=actor(ones[0], ones[0]), merge_id=merge.pk)
    assert [held(one, "a") == held(twin, "b") for one, twin in zip(ones, twins, strict=True)] == [False, False]


three = st.integers(1, 3)
entangled = st.lists(
    st.tuples(st.just("merge"), three, three)
    | st.tuples(st.just("part"), three, three)
    | st.tuples(st.sampled_from(sorted(ACTS)), three, three),
    max_size=9,
)


def follow(history: list[tuple[str, int, int]]) -> tuple[list[User], list[User]]:
    """Let three be merged, parted and act as the history says, and three others act alike alone; part all at last."""
    ones = [person(f"a{place}") for place in (1, 2, 3)]
    twins = [person(f"b{place}") for place in (1, 2, 3)]
    for turn, (act, who, other) in enumerate(history):
        try:
            if act == "merge":
                merged(*(User.objects.get(pk=ones[place - 1].pk) for place in (who, other)))
            elif act == "part":
                part(who)
            else:
                for people, letter in ((ones, "a"), (twins, "b")):
                    with by_means_of(people[who - 1]):
                        ACTS[act](standing_for(people[who - 1]), f"{letter}{who}", turn)
        except DomainError as refusal:
            assert refusal.code in {"same_account", "account_absorbed", "merge_not_last"}
    while part(-1):
        pass
    return ones, twins


def part(which: int) -> bool:
    """Undo one of the merges that stand, if there are any."""
    standing = list(Merge.objects.filter(state=MergeState.DONE).order_by("done_at", "pk"))
    if standing:
        merge = standing[which % len(standing)]
        merge_undo(actor=himself(merge.survivor), merge_id=merge.pk)
    return bool(standing)


@settings(max_examples=12, deadline=None)
@given(entangled)
def test_however_they_were_merged_and_parted_each_is_as_if_it_had_stood_alone(history: list[Any]) -> None:
    with override_settings(PORTAL_MERGE_COOLING_HOURS=0), transaction.atomic():
        for one, twin in zip(*follow(history), strict=True):
            assert held(one, "a") == held(twin, "b")
        transaction.set_rollback(True)
