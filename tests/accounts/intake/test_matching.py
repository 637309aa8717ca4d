"""No evidence without an identity document brings two accounts together; the rest is order, symmetry and weights."""

from __future__ import annotations

from uuid import UUID, uuid5

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.intake.matching import Outcome, Verdict, compare, decide
from accounts.intake.rows import DOCUMENTS, Evidence, Known

SPACE = UUID(int=0)
few = st.sampled_from([b"1", b"2", b"3"])
documents = st.dictionaries(st.sampled_from(DOCUMENTS), few, max_size=3)


def evidence(of_documents: st.SearchStrategy[dict[str, bytes]] = documents) -> st.SearchStrategy[Evidence]:
    return st.builds(
        Evidence,
        kind=st.sampled_from(["person", "person", "enterprise"]),
        documents=of_documents,
        documents_verified=st.booleans(),
        names=st.lists(few, max_size=2, unique=True),
        phone=st.none() | few,
        phone_verified=st.booleans(),
        email=st.none() | few,
        email_verified=st.booleans(),
        uscc=st.sampled_from(["", "91110000600037341L"]),
    )


def known(rows: list[tuple[int, Evidence]]) -> list[Known]:
    return [
        Known(uuid5(SPACE, f"account {place}"), uuid5(SPACE, f"claim {claim}"), each)
        for place, (claim, each) in enumerate(rows)
    ]


standing = st.lists(st.tuples(st.integers(1, 4), evidence()), max_size=6).map(known)
everything_but_documents = {
    "documents_verified": True,
    "names": [b"1", b"2"],
    "phone": b"1",
    "phone_verified": True,
    "email": b"1",
    "email_verified": True,
}


@given(evidence(), evidence(), documents, documents)
def test_nothing_links_without_a_shared_document(one, other, mine, theirs) -> None:
    mine = {kind: index for kind, index in mine.items() if theirs.get(kind) != index}
    one = msgspec.structs.replace(one, **everything_but_documents, documents=mine)
    other = msgspec.structs.replace(other, **everything_but_documents, documents=theirs)
    assert compare(one, other).verdict not in (Verdict.SAME, Verdict.UNPROVED)
    decision = decide(one, known([(1, other), (2, other)]))
    assert decision.outcome in (Outcome.NEW, Outcome.CONFLICT)
    assert decision.claim is None


@given(evidence(), standing)
def test_a_row_joins_only_a_claim_with_a_member_of_its_document_and_name(row, rows) -> None:
    decision = decide(row, rows)
    assert (decision.claim is not None) == (decision.outcome is Outcome.LINKED)
    assert (decision.rival is not None) == (decision.outcome is Outcome.CONFLICT)
    if decision.claim is None:
        return
    members = [each.evidence for each in rows if each.claim_id == decision.claim]
    assert any(
        set(row.documents.items()) & set(member.documents.items())
        and not (row.names and member.names and not set(row.names) & set(member.names))
        for member in members
    )


@given(evidence(), evidence())
def test_two_rows_are_the_same_to_each_other_either_way(one, other) -> None:
    assert compare(one, other) == compare(other, one)


@given(evidence(), standing, st.randoms())
def test_the_order_of_what_is_known_does_not_matter(row, rows, chance) -> None:
    shuffled = list(rows)
    chance.shuffle(shuffled)
    assert decide(row, rows) == decide(row, shuffled)


@given(evidence(), evidence())
def test_two_ids_that_were_proved_are_never_one_person(one, other) -> None:
    one = msgspec.structs.replace(one, documents={**one.documents, "resident_id": b"1"}, documents_verified=True)
    other = msgspec.structs.replace(other, documents={**other.documents, "resident_id": b"2"}, documents_verified=True)
    assert compare(one, other).verdict in (Verdict.TWO_IDS, Verdict.STRANGERS)
    other = msgspec.structs.replace(other, kind=one.kind, uscc=one.uscc)
    third = msgspec.structs.replace(one, documents={"resident_id": b"1"})
    assert decide(one, known([(1, third), (1, other)])).outcome is not Outcome.LINKED


@given(evidence(), evidence())
def test_an_id_that_was_only_written_down_never_suffices_with_a_telephone(one, other) -> None:
    """Whoever holds a recycled number may know the name and ID of its former holder."""
    one = msgspec.structs.replace(one, documents_verified=False, email_verified=False)
    assert compare(one, other).verdict is not Verdict.SAME


@pytest.mark.parametrize(("claims", "outcome"), [((1, 1), Outcome.LINKED), ((1, 2), Outcome.CONFLICT)])
def test_one_person_in_two_claims_waits_for_a_person(claims, outcome) -> None:
    mine = Evidence("person", documents={"resident_id": b"1"}, documents_verified=True, names=[b"1", b"2"])
    rows = [
        (claim, Evidence("person", documents={"resident_id": b"1"}, documents_verified=True, names=[name]))
        for claim, name in zip(claims, (b"1", b"2"), strict=True)
    ]
    assert decide(mine, known(rows)).outcome is outcome
