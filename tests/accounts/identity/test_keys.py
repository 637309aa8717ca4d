"""Keys follow one another: the next is published before it signs, the last for as long as its tokens live."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts.identity import keys
from accounts.identity.adapter import OidcAdapter
from accounts.models import SigningKey
from accounts.services.signing_keys_turn import AFTER, AHEAD, SIGNS, signing_keys_turn
from services_portal.kernel import clock
from services_portal.kernel.actor import SYSTEM
from services_portal.kernel.models import AuditEntry

pytestmark = pytest.mark.django_db
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _keys_of_this_test() -> Iterator[None]:
    keys.forget()
    yield
    keys.forget()


def at(days: float) -> tuple[int, int]:
    """Let the daily job run on that day; which key signs (by order of making), and how many are published?"""
    with clock.frozen(BEGIN + days * DAY):
        signing_keys_turn(actor=SYSTEM)
        keys.forget()
        made = list(AuditEntry.objects.filter(action="accounts.signing_key.make").order_by("id"))
        order = [entry.subject_id for entry in made]
        signing = keys.signing()
        row = next(row for row in SigningKey.objects.all() if row.pem == signing.pem)
        return order.index(str(row.pk)), len(keys.published())


def test_a_key_signs_for_ninety_days() -> None:
    assert [at(day) for day in (0, 1, 85.9)] == [(0, 1)] * 3
    assert [at(day) for day in (86, 89.9)] == [(0, 2)] * 2
    assert [at(day) for day in (90, 104.9)] == [(1, 2)] * 2
    assert [at(day) for day in (105, 175)] == [(1, 1)] * 2


def test_a_job_that_did_not_run_for_a_year_still_publishes_before_it_signs() -> None:
    assert [at(day) for day in (0, 365, 368.9, 369)] == [(0, 1), (0, 2), (0, 2), (1, 2)]


def test_a_second_run_changes_nothing() -> None:
    at(0), at(86)
    before = list(SigningKey.objects.values_list("pk", "signs_from"))
    entries = AuditEntry.objects.count()
    at(86)
    assert (list(SigningKey.objects.values_list("pk", "signs_from")), AuditEntry.objects.count()) == (before, entries)


def test_a_compromised_key_goes_at_once() -> None:
    at(0), at(86)
    with clock.frozen(BEGIN + 87 * DAY):
        (kept,) = signing_keys_turn(actor=SYSTEM, compromised=True)
    assert at(87) == (2, 1)
    assert list(SigningKey.objects.values_list("pk", flat=True)) == [kept.pk]


def test_the_private_key_lies_encrypted_and_is_shown_to_nobody() -> None:
    from django.db import connection

    (key,) = signing_keys_turn(actor=SYSTEM)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pem FROM accounts_signingkey")
        [(stored,)] = cursor.fetchall()
    assert key.pem.startswith("-----BEGIN PRIVATE KEY") and b"PRIVATE" not in bytes(stored)
    assert key.pem not in repr(key) and "PRIVATE" not in str(AuditEntry.objects.get().detail)


def test_the_library_sees_the_same_keys() -> None:
    assert at(86) == (0, 1)
    with clock.frozen(BEGIN + 172.5 * DAY):
        signing_keys_turn(actor=SYSTEM)
        keys.forget()
        adapter = OidcAdapter()
        assert [key.pem for key in adapter.list_private_keys()] == [key.pem for key in keys.published()]
        assert len(keys.published()) == 2
        assert adapter.get_signing_key().pem == keys.signing().pem == keys.published()[0].pem


class AnyCalendar(TestCase):
    """Whenever the job runs, and however seldom."""

    @settings(deadline=None, max_examples=25)
    @given(st.lists(st.integers(1, 200 * 24), min_size=2, max_size=8))
    def test_no_key_signs_before_it_was_published_long_enough(self, hours: list[int]) -> None:
        SigningKey.objects.all().delete()
        seen: dict[str, datetime] = {}
        now = BEGIN
        for step in hours:
            now += timedelta(hours=step)
            with clock.frozen(now):
                rows = signing_keys_turn(actor=SYSTEM)
                due = [row for row in rows if row.signs_from <= now]
                assert due, "somebody always signs"
                for row in rows:
                    seen.setdefault(row.pem, now)
                if len(seen) > 1 and due[-1].pem != next(iter(seen)):
                    assert due[-1].signs_from - seen[due[-1].pem] >= AHEAD
                assert len(rows) <= 3 and AFTER < SIGNS - AHEAD
