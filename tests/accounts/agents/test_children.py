"""Children: a guardian's consent under 14, and what 14 and 18 change by themselves."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.agents.ages import reaches
from accounts.agents.consents import TEXT, is_consented, require_own_account
from accounts.agents.kinds import AgencyState, EndReason
from accounts.identifiers import IdentifierType
from accounts.models import AgencyRelation, Dependant, GuardianConsent, Identifier
from accounts.services import Identity, proof_at_window
from accounts.services.agency_end import agency_end
from accounts.services.agency_tell import agency_tell, sides_of
from accounts.services.ages_note import ages_note
from accounts.services.guardian_consent import guardian_consent_give, guardian_consent_withdraw
from services_portal.kernel import clock
from services_portal.kernel.actor import SYSTEM
from services_portal.kernel.models import AuditEntry, OutboxEvent
from tests.accounts.agents.people import clerk, himself, parenthood, proved, refused, resident_id, unproved

pytestmark = pytest.mark.django_db
BORN = date(2016, 2, 29)
NUMBER = resident_id(BORN, 123)
NOW = datetime(2026, 11, 21, 4, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _on_one_day():
    with clock.frozen(NOW):
        yield


def at(day: date):
    return clock.frozen(datetime(day.year, day.month, day.day, 4, tzinfo=UTC))


def prove(child, number: str = NUMBER) -> None:
    identity = Identity(IdentifierType.RESIDENT_ID, number, "小明")
    proof_at_window(actor=SYSTEM, user=child, identity=identity)


@pytest.fixture
def family(agency):
    """A mother, her child of ten, its account that nobody has proved, and her agency."""
    mother, child = proved("mother"), unproved("child")
    relation = parenthood(mother, NUMBER, clerk(agency))
    return mother, child, relation


def test_under_14_an_account_takes_the_consent_of_a_guardian_kept_with_who_and_when(family) -> None:
    mother, child, relation = family
    refused("guardian_consent_needed", prove, child=child)
    assert not Identifier.objects.filter(user=child).exists()
    stranger = {"actor": himself(child), "user": child, "dependant_id": relation.dependant_id}
    refused("not_found", guardian_consent_give, **stranger)
    consent = guardian_consent_give(actor=himself(mother), user=mother, dependant_id=relation.dependant_id)
    said = (consent.acted_by, consent.on_behalf_of, consent.text, consent.given_at)
    assert said == (f"user:{mother.pk}", f"dependant:{relation.dependant_id}", TEXT, NOW)
    entry = AuditEntry.objects.get(action="accounts.consent.give")
    assert (entry.on_behalf_of, entry.authority) == (f"dependant:{relation.dependant_id}", str(relation.pk))
    guardian_consent_give(actor=himself(mother), user=mother, dependant_id=relation.dependant_id)
    assert GuardianConsent.objects.count() == 1
    prove(child)
    assert Dependant.objects.get().user == child
    assert require_own_account(child) is None


def test_a_consent_counts_while_its_guardian_is_one(family, agency) -> None:
    mother, child, relation = family
    guardian_consent_give(actor=himself(mother), user=mother, dependant_id=relation.dependant_id)
    prove(child)
    agency_end(actor=himself(mother), agency_id=relation.pk)
    refused("guardian_consent_needed", require_own_account, user=child)
    with at(reaches(BORN, 14)):
        assert require_own_account(child) is None


def test_taking_it_back_signs_the_child_out_unless_another_guardian_consents(family, agency) -> None:
    mother, child, relation = family
    father = proved("father")
    parenthood(father, NUMBER, clerk(agency))
    for parent in (mother, father):
        guardian_consent_give(actor=himself(parent), user=parent, dependant_id=relation.dependant_id)
    prove(child)
    child.refresh_from_db()
    epoch = child.session_epoch
    ward = {"dependant_id": relation.dependant_id}
    assert guardian_consent_withdraw(actor=himself(mother), user=mother, **ward) == 1
    child.refresh_from_db()
    assert (child.session_epoch, require_own_account(child)) == (epoch, None)
    assert guardian_consent_withdraw(actor=himself(father), user=father, **ward) == 1
    child.refresh_from_db()
    assert child.session_epoch == epoch + 1
    refused("guardian_consent_needed", require_own_account, user=child)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(born=st.dates(date(2013, 1, 1), date(2024, 12, 31)) | st.sampled_from([date(2016, 2, 29), date(2020, 2, 29)]))
def test_at_14_his_own_consent_counts(family, born) -> None:
    dependant = Dependant.objects.get()
    dependant.resident_id = resident_id(born, 123)
    fourteen = reaches(born, 14)
    for day, counts in ((fourteen - timedelta(days=1), False), (fourteen, True)):
        assert is_consented(dependant, datetime(day.year, day.month, day.day, 4, tzinfo=UTC)) is counts


def test_from_14_on_nobody_consents_for_him_and_nobody_needs_to(family) -> None:
    mother, child, relation = family
    with at(date(2030, 2, 28)):
        refused("guardian_consent_needed", prove, child=child)
    with at(date(2030, 3, 1)):
        ward = {"actor": himself(mother), "user": mother, "dependant_id": relation.dependant_id}
        refused("agency_age", guardian_consent_give, **ward)
        prove(child)
    assert Dependant.objects.get().user == child


def reached() -> list[int]:
    events = OutboxEvent.objects.filter(name="accounts.age_reached").order_by("sequence")
    return [event.payload["age"] for event in events]


def test_both_hear_on_the_day_once_and_at_18_it_is_written_down_as_ended(family) -> None:
    _mother, _child, relation = family
    with at(date(2030, 2, 28)):
        assert (ages_note(), reached()) == (0, [])
    with at(date(2030, 3, 1)):
        assert (ages_note(), ages_note(), reached()) == (1, 0, [14])
        assert AgencyRelation.objects.get().state == AgencyState.IN_FORCE
    with at(date(2034, 3, 11)):
        assert (ages_note(), ages_note(), reached()) == (1, 0, [14, 18])
    relation.refresh_from_db()
    assert (relation.state, relation.end_reason) == (AgencyState.ENDED, EndReason.OF_AGE)


def test_both_sides_are_written_to_and_no_letter_names_anybody(family, mailoutbox) -> None:
    mother, child, relation = family
    guardian_consent_give(actor=himself(mother), user=mother, dependant_id=relation.dependant_id)
    prove(child)
    for user in (mother, child):
        Identifier.objects.create(
            user=user,
            type=IdentifierType.EMAIL,
            value=user.email,
            index=user.pk.bytes * 2,
            verified_at=NOW,
            last_proved_at=NOW,
            verified_by="test",
        )
    assert {user.pk for user in sides_of(AgencyRelation.objects.get())} == {mother.pk, child.pk}
    for what in ("asked", "in_force", "suspended", "ended", "age_14", "age_18"):
        assert agency_tell(agency_id=relation.pk, what=what) == 2
    assert len({mail.subject for mail in mailoutbox}) == 6
    assert not any("小明" in mail.subject + mail.body or NUMBER in mail.body for mail in mailoutbox)
