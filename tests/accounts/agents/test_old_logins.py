"""An enterprise's old login, opened by a person, makes him its agent under his own name."""

from __future__ import annotations

from datetime import date

import pytest

from accounts.agents.acting import actor_for
from accounts.agents.kinds import AgencySource, AgencyState
from accounts.models import AgencyRelation, Enterprise, OldAccount, User
from accounts.services.agency_confirm import agency_confirm
from accounts.services.agency_end import agency_end
from accounts.services.agency_from_claim import TERM, agency_from_claim
from services_portal.kernel import clock
from services_portal.kernel.models import AuditEntry
from tests.accounts.agents.people import USCC, clerk, enterprise_of, himself, proved, refused, told, unproved
from tests.accounts.claiming.olds import md5_row, take
from tests.accounts.intake.people import row
from tests.accounts.intake.towns import new_town
from tests.accounts.presence import show
from tests.factories.staff import signed_in

pytestmark = pytest.mark.django_db
__all__ = ["new_town"]


@pytest.fixture
def old(new_town) -> OldAccount:
    """The old login of an enterprise."""
    town = new_town("rizhao")
    town.take(row("E-1", kind="enterprise", uscc=USCC, name="王五"))
    return OldAccount.objects.get()


def test_it_holds_at_once_where_nobody_represents_the_enterprise_yet(old) -> None:
    handler = proved("handler")
    made = agency_from_claim(actor=himself(handler), user=handler, old_account_id=old.pk)
    assert (made.state, made.source, made.may_delegate) == (AgencyState.IN_FORCE, AgencySource.OLD_LOGIN, False)
    assert made.ends_at == made.asked_at + TERM
    enterprise = Enterprise.objects.get()
    assert (enterprise.uscc, enterprise.name, enterprise.confirmed_at) == (USCC, "", None)
    assert actor_for(handler, made.pk, "370100").acted_for == f"enterprise:{enterprise.pk}"
    assert told() == [("accounts.agency_in_force", "system:portal")]
    entry = AuditEntry.objects.get(action="accounts.agency.from_claim")
    assert entry.detail == {"enterprise": str(enterprise.pk), "old_account": str(old.pk)}
    again = agency_from_claim(actor=himself(handler), user=handler, old_account_id=old.pk)
    assert (again.pk, AgencyRelation.objects.count()) == (made.pk, 1)


def test_it_waits_for_the_legal_representative_and_he_ends_what_came_before_him(old, agency) -> None:
    first, second, chief = proved("first"), proved("second"), proved("chief")
    early = agency_from_claim(actor=himself(first), user=first, old_account_id=old.pk)
    enterprise_of(chief, clerk(agency))
    late = agency_from_claim(actor=himself(second), user=second, old_account_id=old.pk)
    assert late.state == AgencyState.ASKED
    assert agency_confirm(actor=himself(chief), agency_id=late.pk).state == AgencyState.IN_FORCE
    assert agency_end(actor=himself(chief), agency_id=early.pk).state == AgencyState.ENDED
    refused("agency_not_in_force", actor_for, user=first, agency_id=early.pk, scope="370100")
    waits = agency_from_claim(actor=himself(first), user=first, old_account_id=old.pk)
    assert waits.state == AgencyState.ASKED


LOGIN = "/api/v1/me/enterprises/old-login/"


def enter(user: User, city: str, name: str, password: str) -> tuple[int, str]:
    """Type an old login; returns the status, and why it does not hold or the refusal's code."""
    body = {"city": city, "name": name, "password": password}
    answer = show(signed_in(user), user).post(LOGIN, body, content_type="application/json")
    said = answer.json()
    return answer.status_code, said.get("code", said.get("why"))


def test_over_http_by_name_and_password_and_every_wrong_one_alike(new_town) -> None:
    handler, newcomer, town = proved("handler"), unproved("newcomer"), new_town("rizhao")
    firm = {"kind": "enterprise", "uscc": USCC, "login": "firm"}
    take(town, md5_row("E-1", "old-secret-77", **firm), md5_row("P-1", "own-secret-77", login="person"))
    for city, name, password in (
        ("rizhao", "firm", "wrong"),
        ("rizhao", "nobody", "old-secret-77"),
        ("rizhao", "person", "own-secret-77"),
    ):
        assert enter(handler, city, name, password) == (409, "claim_not_free")
    assert enter(newcomer, "rizhao", "firm", "old-secret-77") == (403, "step_up_required")
    assert AgencyRelation.objects.count() == 0
    assert enter(handler, "rizhao", "firm", "old-secret-77") == (201, "")
    assert AgencyRelation.objects.get().source == AgencySource.OLD_LOGIN


def test_a_term_that_is_over_is_given_anew(old) -> None:
    handler = proved("handler")
    first = agency_from_claim(actor=himself(handler), user=handler, old_account_id=old.pk)
    with clock.frozen(clock.now() + TERM):
        second = agency_from_claim(actor=himself(handler), user=handler, old_account_id=old.pk)
    assert second.pk != first.pk


def test_who_does_not_come_to_it(old, new_town) -> None:
    handler, newcomer, minor = proved("handler"), unproved("newcomer"), proved("minor", date(2011, 1, 1))
    mine = {"actor": himself(handler), "user": handler}
    refused("not_permitted", agency_from_claim, actor=himself(newcomer), user=handler, old_account_id=old.pk)
    refused("step_up_required", agency_from_claim, actor=himself(newcomer), user=newcomer, old_account_id=old.pk)
    refused("agency_age", agency_from_claim, actor=himself(minor), user=minor, old_account_id=old.pk)
    refused("claim_not_free", agency_from_claim, **mine, old_account_id=handler.pk)
    OldAccount.objects.update(disabled=True)
    refused("claim_not_free", agency_from_claim, **mine, old_account_id=old.pk)
    OldAccount.objects.update(disabled=False, uscc="")
    assert refused("agency_unfit", agency_from_claim, **mine, old_account_id=old.pk).params == {"field": "uscc"}
    OldAccount.objects.update(uscc=USCC, kind="person")
    refused("claim_not_free", agency_from_claim, **mine, old_account_id=old.pk)
