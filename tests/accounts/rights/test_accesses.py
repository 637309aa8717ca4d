"""A person reads who looked at his data, from which authority and why; every page by which staff do leaves a trace."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib import admin
from django.db.models import Model
from django.urls import reverse

from accounts.admin.traced import TracedReadMixin
from accounts.models import AgencyRelation, ConflictCase, CorrectionRequest, Merge, MergeBasis, Recovery, User
from accounts.rights.accesses import told
from accounts.rights.purposes import ReadPurpose
from accounts.rights.registry import personal_data
from accounts.roles import Role
from accounts.selectors import actor_of
from accounts.services import (
    Identity,
    RevokeReason,
    SuspensionReason,
    membership_grant,
    proof_at_window,
    proof_revoke,
    resident_read,
    user_suspend,
)
from services_portal.kernel import clock
from services_portal.kernel.actor import SYSTEM
from services_portal.kernel.errors import DomainError
from services_portal.kernel.models import AuditEntry
from tests.accounts.rights.people import somebody
from tests.factories.claims import make_claiming
from tests.factories.staff import make_staff, make_user, signed_in

pytestmark = pytest.mark.django_db
ACCESSES = "/api/v1/me/accesses/"
ONE = {"number": "11010519491231002X", "phone": "+8613800138000"}
# Written by who reads everything: it is the log itself, not something of a person's.
LOG = "kernel.AuditEntry"


def read_by(user: User, language: str = "en") -> list[tuple[str, str, str]]:
    """Return what the person is told, the latest first."""
    found = signed_in(user, language).get(ACCESSES).json()["results"]
    return [(each["who"], each["what"], each["why"]) for each in found]


def pages() -> dict[str, admin.ModelAdmin]:
    """Return the admin pages of what holds personal data."""
    found = {data.model_label: admin.site._registry.get(data.model) for data in personal_data()}
    return {label: page for label, page in found.items() if page is not None and label != LOG}


def test_every_page_of_personal_data_says_what_it_is_read_for() -> None:
    found = pages()
    assert {"accounts.User", "accounts.Resident", "accounts.Proof", "accounts.Merge"} <= set(found)
    assert [label for label, page in found.items() if not isinstance(page, TracedReadMixin)] == []
    for label, page in found.items():
        assert page.traced_purpose in ReadPurpose, label
        assert page.traced_action.endswith(".read"), label
        assert told(page.traced_action) != told("accounts.unheard_of.read"), label


def one_of_each(one: User, other: User) -> dict[str, Model]:
    """Return something of a person's for each page by which staff read."""
    held: dict[str, Model] = {
        "accounts.Claiming": make_claiming(one),
        "accounts.User": one,
        "accounts.Resident": one.resident,
        "accounts.Proof": one.proofs.get(),
        "accounts.StaffMembership": membership_grant(actor=SYSTEM, user=one, role=Role.AUDITOR),
        "accounts.Merge": Merge.objects.create(
            survivor=one,
            absorbed=other,
            basis=MergeBasis.OWNER,
            asked_by="user:1",
            asked_at=clock.now(),
            due_at=clock.now(),
        ),
    }
    now = clock.now()
    held["accounts.ConflictCase"] = ConflictCase.objects.create(
        reason="match.two_ids", user=one, holder=other, opened_at=now, due_on=now.date()
    )
    held["accounts.CorrectionRequest"] = CorrectionRequest.objects.create(
        user=one,
        kind="accounts.Proof",
        row=str(one.proofs.get().pk),
        field="name",
        said="一",
        wanted="二",
        asked_at=now,
        due_on=now.date(),
    )
    held["accounts.AgencyRelation"] = AgencyRelation.objects.create(
        agent=one,
        person=other,
        kind="entrusted",
        source="signed_authority",
        scopes=["*"],
        begins_at=now,
        least_level=1,
        asked_by=f"user:{one.pk}",
        asked_side="agent",
        asked_at=now,
    )
    held["accounts.Recovery"] = Recovery.objects.create(
        user=one,
        key_index=b"k" * 32,
        state="asked",
        opened_by="user:1",
        opened_at=now,
        ready_at=now,
        expires_at=now + timedelta(days=1),
    )
    return held


def test_every_page_leaves_a_trace_that_the_person_reads(places) -> None:
    one, _planted = somebody("one", **ONE)
    held = one_of_each(one, make_user())
    missing = set(pages()) - set(held)
    assert missing == set(), "put one of it here, so that its page is walked"
    clerk = make_staff(Role.PROVINCE_ADMIN)
    browser = signed_in(clerk)
    for label, row in held.items():
        before = AuditEntry.objects.filter(actor_id=str(clerk.pk)).count()
        address = reverse(f"admin:{label.lower().replace('.', '_')}_change", args=[row.pk])
        assert browser.get(address).status_code == 200
        entry = AuditEntry.objects.filter(actor_id=str(clerk.pk)).latest("pk")
        assert AuditEntry.objects.filter(actor_id=str(clerk.pk)).count() == before + 1
        assert (entry.subject_id, entry.detail["places"]) == (str(row.pk), ["*"])
        who, what, why = read_by(one)[0]
        assert who == "the province's administration of the portal"
        assert (what, why) == (told(entry.action), str(ReadPurpose(entry.detail["purpose"]).label))
    for name, key in (("accounts_user_standing", one.pk), ("accounts_merge_steps", held["accounts.Merge"].pk)):
        count = len(read_by(one))
        assert browser.get(reverse(f"admin:{name}", args=[key])).status_code == 200
        assert len(read_by(one)) == count + 1
    assert not any(str(clerk.email) in str(row) or str(clerk.pk) in str(row) for row in read_by(one))


def test_no_list_shows_more_than_tells_the_rows_apart(places) -> None:
    one, planted = somebody("one", **ONE)
    membership_grant(actor=SYSTEM, user=one, role=Role.AUDITOR)
    browser = signed_in(make_staff(Role.PROVINCE_ADMIN))
    for label in set(pages()) - {"accounts.StaffMembership"}:  # staff are known to each other by their address
        shown = browser.get(reverse(f"admin:{label.lower().replace('.', '_')}_changelist")).content.decode()
        assert {what for what, value in planted.items() if value in shown} == set(), label


def test_acts_are_told_with_the_authority_and_the_file(agency) -> None:
    one, _planted = somebody("one", **ONE)
    clerk = make_staff(Role.WINDOW_CLERK, agency=agency)
    identity = Identity("resident_id", ONE["number"], "一")
    proof = proof_at_window(actor=actor_of(clerk), user=one, identity=identity)
    proof_revoke(actor=actor_of(clerk), proof_id=proof.pk, reason=RevokeReason.MISTAKE)
    office = "Qingdao Housing Provident Fund Centre"
    assert [row[:2] for row in read_by(one)] == [
        (office, "revoked a proof of your identity"),
        (office, "proved your identity by your document"),
    ]
    assert read_by(one, "zh-hans")[0][0] == "青岛市住房公积金管理中心"
    officer = make_staff(Role.PROVINCE_ADMIN)
    resident_read(actor=actor_of(officer), resident_id=one.resident.pk, reason="A-7")
    assert read_by(one)[0][2] == "to answer a question, or work on a matter, of the person · file A-7"
    user_suspend(actor=actor_of(officer), user=one, reason=SuspensionReason.ASKED, case="B/9")


def test_what_was_refused_and_who_acts_for_him_is_told_and_what_he_did_himself_is_not(places) -> None:
    one, _planted = somebody("one", **ONE)
    assert read_by(one) == []
    with pytest.raises(DomainError):
        resident_read(actor=actor_of(make_user()), resident_id=uuid4())
    assert read_by(one) == []
    AuditEntry.objects.create(
        actor_type="user",
        actor_id=str(make_user().pk),
        action="accounts.resident.read",
        subject_type="accounts.resident",
        subject_id=str(one.resident.pk),
        refused=True,
    )
    assert read_by(one) == [("somebody who may not", "looked at your profile", "")]
    AuditEntry.objects.create(
        actor_type="user",
        actor_id=str(make_user().pk),
        on_behalf_of=f"user:{one.pk}",
        action="applications.application.write",
        subject_type="applications.application",
        subject_id="7",
    )
    assert read_by(one)[0] == ("somebody who acts for you", "worked on something of yours", "")
    stranger = make_user()
    assert read_by(stranger) == []


def test_pages_follow_one_another_and_lose_nothing(places) -> None:
    one, _planted = somebody("one", **ONE)
    officer = actor_of(make_staff(Role.PROVINCE_ADMIN))
    for number in range(5):
        resident_read(actor=officer, resident_id=one.resident.pk, reason=str(number))
    browser, address, seen = signed_in(one), f"{ACCESSES}?limit=2", []
    while address:
        page = browser.get(address).json()
        seen += [each["why"].rpartition(" ")[2] for each in page["results"]]
        address = page["next"]
    assert seen == ["4", "3", "2", "1", "0"]
    refused = browser.get(f"{ACCESSES}?cursor=x")
    assert (refused.status_code, refused.json()["code"]) == (400, "bad_cursor")
    assert signed_in(None).get(ACCESSES).status_code == 401
