"""What others published verifies, and nothing that only looks like it."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from accounts.passwords import MalformedHashError, identify, schemes, seal, verify
from tests.accounts.passwords.vectors import MALFORMED, VECTORS, Vector

BESIDE = Path(__file__).resolve().parents[4] / "shared" / "data"
SHARED = Path(os.environ.get("PORTAL_REAL_DATA", BESIDE)) / "password_vectors.json"


def name(vector: Vector) -> str:
    return f"{vector.scheme}-{vector.stored[:24]}"


def refuses(vector: Vector) -> bool:
    """Whether the stored text is refused, or taken and opened by no password of the vector."""
    try:
        return not verify(seal(vector.scheme, vector.stored, vector.salt), vector.password)
    except MalformedHashError:
        return True


@pytest.mark.parametrize("vector", VECTORS, ids=name)
def test_a_published_hash_verifies_after_sealing(vector: Vector) -> None:
    sealed = seal(vector.scheme, vector.stored, vector.salt)

    assert verify(sealed, vector.password)
    assert not verify(sealed, f"X{vector.password}")
    assert vector.scheme in identify(vector.stored, vector.salt)


@pytest.mark.parametrize("vector", VECTORS, ids=name)
def test_its_malformed_twins_refuse(vector: Vector) -> None:
    cut = vector._replace(stored=vector.stored[:-1])
    longer = vector._replace(stored=f"{vector.stored}a")
    blank = vector._replace(stored=f" {vector.stored}")
    foreign = vector._replace(stored=f"{vector.stored[:-3]}!{vector.stored[-2:]}")

    assert [twin for twin in (cut, longer, blank, foreign) if not refuses(twin)] == []
    for twin in (blank, foreign):
        with pytest.raises(MalformedHashError):
            seal(twin.scheme, twin.stored, twin.salt)


@pytest.mark.parametrize("vector", MALFORMED, ids=name)
def test_what_the_suites_call_malformed_is_not_taken(vector: Vector) -> None:
    with pytest.raises(MalformedHashError) as caught:
        seal(vector.scheme, vector.stored, vector.salt)
    assert caught.value.reason == "form"
    assert identify(vector.stored, vector.salt) == ()


def test_every_scheme_agrees_with_its_own_published_answer() -> None:
    assert [scheme.name for scheme in schemes if not scheme.check().ok] == []
    covered = {vector.scheme for vector in VECTORS}
    # A salt on the other side of an SM3 or SHA-512 digest is the same step as for the others, checked by check().
    assert {scheme.name for scheme in schemes} - covered == {"sha512_salt_before", "sm3_salt_before", "sm3_salt_after"}


def test_the_shared_vectors_hold() -> None:
    if not SHARED.exists():
        pytest.skip(f"the shared vectors are not there: {SHARED}")
    ours = {"dotnet_identity_v2": "dotnet_identity", "dotnet_identity_v3": "dotnet_identity"}
    ours |= {"spring_bcrypt": "bcrypt", "spring_sha256": "spring_standard"}
    for row in json.loads(SHARED.read_text()):
        scheme = ours.get(row["scheme"], row["scheme"])
        vector = Vector("shared", scheme, row["stored"], row["password"], row["salt"] or "")
        assert refuses(vector) is not row["verifies"], row["scheme"]
