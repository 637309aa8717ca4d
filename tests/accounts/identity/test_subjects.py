from __future__ import annotations

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from accounts.identity.subjects import subject_of, user_id_of

SECTORS = st.text(min_size=1, max_size=40)


@given(SECTORS, st.uuids())
def test_a_subject_leads_back_to_its_person(sector: str, person: UUID) -> None:
    subject = subject_of(sector, person)
    assert user_id_of(sector, subject) == person
    assert subject == subject_of(sector, person)
    assert len(subject) == 22 and person.hex not in subject


@given(SECTORS, SECTORS, st.uuids())
def test_another_sector_reads_somebody_else(one: str, other: str, person: UUID) -> None:
    assert (user_id_of(other, subject_of(one, person)) == person) == (one == other)


@given(SECTORS, st.uuids(), st.uuids())
def test_two_people_never_share_a_subject(sector: str, one: UUID, other: UUID) -> None:
    assert (subject_of(sector, one) == subject_of(sector, other)) == (one == other)


@given(SECTORS, st.text(max_size=40))
def test_any_text_names_a_person_or_nobody(sector: str, text: str) -> None:
    found = user_id_of(sector, text)
    assert found is None or (isinstance(found, UUID) and len(text) == 22)
