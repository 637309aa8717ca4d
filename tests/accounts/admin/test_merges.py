"""Staff ask for a merge, somebody else of them approves it, and it is undone: all in the admin site."""

from __future__ import annotations

import pytest

from accounts.identifiers import IdentifierType
from accounts.models import Merge, MergeState, ProofAttempt, User, WrittenSince
from accounts.roles import Role
from accounts.services import identifier_prove
from accounts.services.merge_carry_out import merges_carry_out
from accounts.services.merge_undo import merge_undo
from accounts.services.written_since_give import written_since_give
from services_portal.kernel.errors import DomainError
from services_portal.kernel.models import AuditEntry
from tests.accounts.merging.acts import add_passkey, by_means_of, try_to_prove
from tests.accounts.merging.people import himself, merged, person, traces
from tests.factories.staff import make_staff, signed_in

pytestmark = pytest.mark.django_db
MERGES = "/admin/accounts/merge/"


def ask(clerk: User, survivor: User, absorbed: User, reason: str = "K-2026/17"):
    form = {"remaining": str(survivor.pk), "joining": str(absorbed.pk), "reason": reason}
    return signed_in(clerk).post(f"{MERGES}add/", form, follow=True)


def step(clerk: User, merge: Merge, name: str) -> str:
    return signed_in(clerk).post(f"{MERGES}{merge.pk}/steps/", {"step": name}, follow=True).content.decode()


def test_two_members_of_staff_make_two_accounts_one_and_take_them_apart(settings) -> None:
    settings.PORTAL_MERGE_COOLING_HOURS = 0
    first, second = make_staff(Role.PROVINCE_ADMIN), make_staff(Role.PROVINCE_ADMIN)
    one, two = person("one"), person("two")
    identifier_prove(user=two, identifier_type=IdentifierType.PHONE, value="13812345678", method="code")
    assert ask(first, one, two).status_code == 200
    merge = Merge.objects.get()
    assert (merge.state, merge.reason, merge.survivor, merge.absorbed) == (MergeState.ASKED, "K-2026/17", one, two)
    own = signed_in(first).get(f"{MERGES}{merge.pk}/steps/").content.decode()
    assert 'value="approve"' not in own
    assert "138****5678" in own
    assert "13812345678" not in own
    assert "A second person must approve" in step(first, merge, "approve")
    assert merges_carry_out() == 0
    step(second, merge, "approve")
    assert merges_carry_out() == 1
    step(first, merge, "undo")
    merge.refresh_from_db()
    assert merge.state == MergeState.UNDONE
    # Every page that was shown, also after a step, left its trace.
    assert AuditEntry.objects.filter(action="accounts.merge.read", subject_id=str(merge.pk)).count() == 4


def test_what_cannot_be_merged_is_told_beside_the_form_and_nothing_is_written() -> None:
    clerk, one = make_staff(Role.PROVINCE_ADMIN), person("one")
    before = traces()
    assert "Accounts of staff are not merged" in ask(clerk, one, clerk).content.decode()
    assert "One account is no two" in ask(clerk, one, one).content.decode()
    assert ask(clerk, one, person("two"), reason="王小鲁 的材料").context["adminform"].form.errors["reason"]
    assert traces()["merges"] == before["merges"] == []


def test_whom_it_is_not_for_sees_nothing(settings) -> None:
    settings.PORTAL_MERGE_COOLING_HOURS = 0
    clerk, merge = make_staff(Role.AUDITOR), merged(person("one"), person("two"))
    assert signed_in(clerk).get(MERGES).status_code == 403
    assert signed_in(clerk).post(f"{MERGES}{merge.pk}/steps/", {"step": "undo"}).status_code == 404
    assert Merge.objects.get().state == MergeState.DONE


def test_a_row_that_stayed_is_given_to_whose_it_is_and_no_way_to_sign_in_is(settings) -> None:
    settings.PORTAL_MERGE_COOLING_HOURS = 0
    one, two, clerk = person("one"), person("two"), make_staff(Role.PROVINCE_ADMIN)
    merge = merged(one, two)
    with by_means_of():
        try_to_prove(one)
        add_passkey(one, "whose")
    step(clerk, merge, "undo")
    stayed = {each.pointer.rpartition(".")[0]: each for each in WrittenSince.objects.filter(outcome="untold")}
    attempt, passkey = stayed["accounts.ProofAttempt"], stayed["mfa.Authenticator"]
    page, address = signed_in(clerk), f"{MERGES}{merge.pk}/steps/"
    shown = page.get(address).content.decode()
    assert (f'value="{attempt.pk}"' in shown, f'value="{passkey.pk}"' in shown) == (True, False)
    before = traces()
    refused = page.post(address, {"give": str(passkey.pk)}, follow=True).content.decode()
    assert "Staff give nobody a way to sign in" in refused
    assert signed_in(make_staff(Role.AUDITOR)).post(address, {"give": str(attempt.pk)}).status_code == 404
    assert page.post(address, {"give": str(merge.pk)}).status_code == 404
    assert ProofAttempt.objects.get().user == one
    page.post(address, {"give": str(attempt.pk)})
    attempt.refresh_from_db()
    assert (ProofAttempt.objects.get().user, attempt.outcome) == (two, "given")
    assert attempt.settled_by == f"user:{clerk.pk}"
    assert (
        "The merge is settled otherwise" in page.post(address, {"give": str(attempt.pk)}, follow=True).content.decode()
    )
    given = AuditEntry.objects.get(action="accounts.merge.give")
    assert (given.subject_id, given.detail["outcome"]) == (str(attempt.pk), "given")
    assert traces()["events"] == before["events"]


def test_nobody_else_gives_a_row(settings) -> None:
    settings.PORTAL_MERGE_COOLING_HOURS = 0
    one, two = person("one"), person("two")
    merge = merged(one, two)
    with by_means_of():
        try_to_prove(one)
    merge_undo(actor=himself(one), merge_id=merge.pk)
    row = WrittenSince.objects.get()
    with pytest.raises(DomainError, match="not_permitted"):
        written_since_give(actor=himself(two), row_id=row.pk)
    assert ProofAttempt.objects.get().user == one
