"""What must not be merged is not: nothing changes, and nobody is told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.identifiers import IdentifierType
from accounts.merging.holdings import holdings_of
from accounts.models import Identifier, Merge, MergeBasis, MergeState, User
from accounts.services import identifier_prove
from accounts.services.merge_approve import merge_approve
from accounts.services.merge_ask import merge_ask
from accounts.services.merge_cancel import merge_cancel
from accounts.services.merge_carry_out import merge_carry_out, merges_carry_out
from accounts.services.merge_undo import merge_undo
from accounts.services.user_restore import user_restore
from services_portal.kernel.actor import SYSTEM
from services_portal.kernel.errors import DomainError
from services_portal.kernel.models import AuditEntry
from tests.accounts.merging.people import clerk, himself, merged, person, told, traces
from tests.factories.staff import make_proof

pytestmark = pytest.mark.django_db
OWNER = MergeBasis.OWNER


def refused(code: str, act: Callable[..., object], **arguments: Any) -> None:
    """Hold ``act`` to the refusal, and the registry to what it was."""
    everybody = list(User.objects.order_by("pk").values_list("pk", flat=True))
    before = traces(), [holdings_of(each) for each in everybody]
    with pytest.raises(DomainError) as refusal:
        act(**arguments)
    assert refusal.value.code == code
    assert (traces(), [holdings_of(each) for each in everybody]) == before


def test_whom_nobody_may_merge() -> None:
    one, two, other, staff = person("one"), person("two"), person("other"), clerk("clerk")
    pair = {"survivor_id": one.pk, "absorbed_id": two.pk}
    owner, by_staff = {**pair, "basis": MergeBasis.OWNER}, {**pair, "basis": MergeBasis.STAFF}
    refused("not_permitted", merge_ask, actor=himself(other), **owner)
    refused("not_permitted", merge_ask, actor=himself(two), **owner)
    refused("not_permitted", merge_ask, actor=himself(one), **by_staff)
    assert AuditEntry.objects.filter(refused=True, action="accounts.merge.ask").count() == 3
    itself = {"survivor_id": one.pk, "absorbed_id": one.pk, "basis": MergeBasis.OWNER}
    refused("same_account", merge_ask, actor=himself(one), **itself)
    rights = {"survivor_id": one.pk, "absorbed_id": User.objects.get(email="clerk@gov.example").pk}
    refused("staff_account", merge_ask, actor=staff, **rights, basis=MergeBasis.STAFF)
    User.objects.filter(pk=two.pk).update(is_active=False)
    refused("account_absorbed", merge_ask, actor=himself(one), **owner)


def test_who_has_not_the_identity_of_the_other_account_does_not_take_it_in() -> None:
    one, two = person("one"), person("two")
    make_proof(two)
    refused("step_up_required", merge_ask, actor=himself(one), survivor_id=one.pk, absorbed_id=two.pk, basis=OWNER)
    merge_ask(actor=himself(two), survivor_id=two.pk, absorbed_id=one.pk, basis=OWNER)


def test_nothing_happens_before_the_cooling_off_is_over() -> None:
    one, two = person("one"), person("two")
    asked = merge_ask(actor=himself(one), survivor_id=one.pk, absorbed_id=two.pk, basis=MergeBasis.OWNER)
    refused("merge_not_due", merge_carry_out, actor=SYSTEM, merge_id=asked.pk)
    assert merges_carry_out() == 0
    merge_cancel(actor=himself(two), merge_id=asked.pk)
    Merge.objects.update(due_at=asked.asked_at)
    assert merges_carry_out() == 0
    refused("merge_settled", merge_carry_out, actor=SYSTEM, merge_id=asked.pk)
    assert told(one.pk) == told(two.pk) == ["accounts.merge_asked", "accounts.merge_cancelled"]


def test_what_staff_ask_for_takes_four_eyes(settings) -> None:
    settings.PORTAL_MERGE_COOLING_HOURS = 0
    one, two, first, second = person("one"), person("two"), clerk("first"), clerk("second")
    asked = merge_ask(actor=first, survivor_id=one.pk, absorbed_id=two.pk, basis=MergeBasis.STAFF, reason="K-17")
    refused("merge_needs_another", merge_carry_out, actor=SYSTEM, merge_id=asked.pk)
    refused("merge_needs_another", merge_approve, actor=first, merge_id=asked.pk)
    refused("not_permitted", merge_approve, actor=himself(one), merge_id=asked.pk)
    assert merges_carry_out() == 0
    with pytest.raises(IntegrityError, match="four_eyes"), transaction.atomic():
        Merge.objects.filter(pk=asked.pk).update(state=MergeState.DONE, done_at=asked.asked_at)
    merge_approve(actor=second, merge_id=asked.pk)
    assert merges_carry_out() == 1
    refused("merge_settled", merge_approve, actor=second, merge_id=asked.pk)
    refused("merge_settled", merge_cancel, actor=himself(one), merge_id=asked.pk)


def test_one_account_is_absorbed_once_and_a_merge_that_another_builds_on_stands(settings) -> None:
    settings.PORTAL_MERGE_COOLING_HOURS = 0
    one, two, three = person("one"), person("two"), person("three")
    first = merged(two, one)
    again = {"survivor_id": three.pk, "absorbed_id": one.pk, "basis": MergeBasis.OWNER}
    refused("account_absorbed", merge_ask, actor=himself(three), **again)
    back = {"survivor_id": one.pk, "absorbed_id": two.pk, "basis": MergeBasis.OWNER}
    refused("account_absorbed", merge_ask, actor=himself(one), **back)
    second = merged(three, two)
    refused("merge_not_last", merge_undo, actor=himself(two), merge_id=first.pk)
    refused("not_found", merge_undo, actor=himself(one), merge_id=second.pk)
    merge_undo(actor=himself(three), merge_id=second.pk)
    merge_undo(actor=himself(two), merge_id=first.pk)
    refused("merge_settled", merge_undo, actor=himself(two), merge_id=first.pk)


def test_a_merge_that_became_impossible_while_it_waited_is_called_off(settings) -> None:
    settings.PORTAL_MERGE_COOLING_HOURS = 0
    one, two = person("one"), person("two")
    asked = merge_ask(actor=himself(one), survivor_id=one.pk, absorbed_id=two.pk, basis=MergeBasis.OWNER)
    User.objects.filter(pk=two.pk).update(is_staff=True)
    held = holdings_of(one.pk)
    assert merges_carry_out() == 0
    asked.refresh_from_db()
    assert asked.state == MergeState.CANCELLED
    assert AuditEntry.objects.get(action="accounts.merge.cancel").detail == {"code": "staff_account"}
    assert holdings_of(one.pk)["account.EmailAddress.user"] == held["account.EmailAddress.user"]


def test_two_resident_ids_are_two_persons(settings) -> None:
    settings.PORTAL_MERGE_COOLING_HOURS = 0
    one, two, three = person("one"), person("two"), person("three")
    for user, number in ((one, "11010519491231002X"), (two, "440524188001010014")):
        identifier_prove(user=user, identifier_type=IdentifierType.RESIDENT_ID, value=number, method="window")
    pair = {"survivor_id": one.pk, "absorbed_id": two.pk, "basis": MergeBasis.OWNER}
    refused("different_person", merge_ask, actor=himself(one), **pair)
    merged(three, one)
    assert Identifier.objects.get(user=three, type=IdentifierType.RESIDENT_ID).is_proved
    again = {"survivor_id": three.pk, "absorbed_id": two.pk, "basis": MergeBasis.OWNER}
    refused("different_person", merge_ask, actor=himself(three), **again)


def test_an_absorbed_account_is_not_restored_as_if_it_were_suspended(settings) -> None:
    settings.PORTAL_MERGE_COOLING_HOURS = 0
    one, two = person("one"), person("two")
    merged(one, two)
    refused("account_absorbed", user_restore, actor=clerk("clerk"), user=two)
