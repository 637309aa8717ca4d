"""Both persons hear of every step, each in his own language; after a merge each address once."""

from __future__ import annotations

import pytest

from accounts.models import MergeBasis, Resident, User
from accounts.services import phone_prove, resident_register
from accounts.services.merge_ask import merge_ask
from accounts.services.merge_cancel import merge_cancel
from accounts.services.merge_undo import merge_undo
from tests.accounts.inbox import messages_to
from tests.accounts.jobs import run_what_waits
from tests.accounts.merging.people import himself, merged, person

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = "+8613812345678"


def heard(mailoutbox: list) -> list[tuple[str, str]]:
    """Let what waits be done, and return to whom letters went since, with their subjects."""
    mailoutbox.clear()
    run_what_waits()
    return sorted((letter.to[0], letter.subject) for letter in mailoutbox)


@pytest.fixture
def english(db) -> User:
    user = person("one")
    Resident.objects.filter(user=user).update(language="en")
    run_what_waits()
    return user


def test_both_are_told_when_it_is_asked_for_and_when_it_is_called_off(english, mailoutbox) -> None:
    other = User.objects.create_user(None)
    resident_register(user=other)
    phone_prove(user=other, phone=PHONE)
    asked = merge_ask(actor=himself(english), survivor_id=english.pk, absorbed_id=other.pk, basis=MergeBasis.OWNER)
    assert heard(mailoutbox) == [
        ("one.spare@example.com", "Two accounts are to become one"),
        ("one@example.com", "Two accounts are to become one"),
    ]
    assert messages_to(PHONE) == ["【政务服务门户】您的账号将与您的另一账号合并。如非本人意愿，请登录撤销。"]
    merge_cancel(actor=himself(other), merge_id=asked.pk)
    assert {subject for _address, subject in heard(mailoutbox)} == {"The accounts do not become one"}
    assert len(messages_to(PHONE)) == 2


def test_after_a_merge_each_address_hears_once_and_after_its_undoing_too(english, mailoutbox, settings) -> None:
    settings.PORTAL_MERGE_COOLING_HOURS = 0
    merge = merged(english, person("two"))
    told = [each for each in heard(mailoutbox) if each[1] == "Two accounts have become one"]
    everywhere = ["one.spare@example.com", "one@example.com", "two.spare@example.com", "two@example.com"]
    assert [address for address, _subject in told] == everywhere
    merge_undo(actor=himself(english), merge_id=merge.pk)
    assert heard(mailoutbox) == [
        ("one.spare@example.com", "Your account stands by itself again"),
        ("one@example.com", "Your account stands by itself again"),
        ("two.spare@example.com", "您的账号已恢复独立"),
        ("two@example.com", "您的账号已恢复独立"),
    ]
