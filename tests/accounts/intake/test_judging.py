"""What a row says is brought to one form; what no rule can read is told by a code and kept aside; nothing is shown."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.identifiers import IdentifierType, identifier_index
from accounts.intake import judging
from accounts.intake.judging import Judge, fields_of
from accounts.intake.names import comparable
from accounts.intake.reasons import REASONS, word_of
from accounts.intake.rows import Judged, OldPassword, Spooled
from bench.old_accounts import resident_id
from cities.adapters.base import ACCOUNT_FIELDS
from cities.manifests.schema import AccountsPart, AdapterPart
from tests.accounts.intake.people import PHONE, ZHANG, proved, row

INTAKE = Path(judging.__file__).parent
CHINA = ZoneInfo("Asia/Shanghai")
PART = AccountsPart(adapter=AdapterPart(name="tabular_file"), date_formats=("%Y-%m-%d %H:%M:%S", "epoch"))
PERMIT = "810000199001010018"


def judged(**fields: str) -> Judged:
    return Judge(PART).judge(Spooled(1, b"k", b"c", fields_of(fields)))


@pytest.mark.parametrize(
    ("fields", "kind", "value"),
    [
        ({"resident_id": ZHANG}, "resident_id", ZHANG),
        ({"resident_id": ZHANG[:6] + ZHANG[8:17]}, "resident_id", ZHANG),
        ({"resident_id": "37120219500102001" + resident_id(1)[-1]}, None, None),
        ({"resident_id": PERMIT[:17] + "0"}, None, None),
        ({"passport": "kor m1234567"}, "passport", "KOR:M1234567"),
        ({"passport": "M1234567"}, None, None),
    ],
)
def test_documents(fields, kind, value) -> None:
    found = judged(login="x", **fields)
    if kind is None:
        assert found.evidence.documents == {}
        assert list(found.facts.unread.values()) == list(fields.values())
        assert len(found.findings) == 1
    else:
        assert found.evidence.documents == {kind: identifier_index(IdentifierType(kind), value)}
        assert getattr(found.facts, kind) == value
        assert found.findings == []


@pytest.mark.parametrize(
    ("fields", "findings"),
    [
        ({"resident_id": "无"}, ["resident_id.placeholder"]),
        ({"phone": "11111111111", "email": "null"}, ["email.placeholder", "phone.placeholder"]),
        ({"phone": "12345"}, ["phone.invalid_phone"]),
        ({"email": "x@"}, ["email.invalid_email"]),
        ({"phone": PHONE, "phone_verified": "maybe"}, ["phone_verified.unknown_word"]),
        ({"created_at": "the day before"}, ["created_at.unread"]),
        ({"created_at": "0001-01-01 00:00:00"}, ["created_at.unread"]),
        ({"password_hash": "abc"}, ["password.unusable"]),
        ({"name": "长" * 501}, ["name.too_long"]),
        ({"resident_id": ZHANG, "documents_verified": "yes"}, ["documents.verified_unknown_how"]),
        ({"kind": "enterprise", "uscc": "91110000600037341X"}, ["uscc.invalid"]),
    ],
)
def test_what_cannot_be_read_is_told_and_keeps_no_row_out(fields, findings) -> None:
    found = judged(login="x", **fields)
    assert (found.findings, found.refused) == (findings, "")


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2012-05-06 07:08:09", datetime(2012, 5, 6, 7, 8, 9, tzinfo=CHINA)),
        ("1336259289", datetime(2012, 5, 6, 7, 8, 9, tzinfo=CHINA)),
        ("1336259289000", datetime(2012, 5, 6, 7, 8, 9, tzinfo=CHINA)),
    ],
)
def test_moments(text, moment) -> None:
    assert judged(login="x", created_at=text).opened_at == moment


def test_a_document_counts_as_proved_only_in_a_way_that_is_trusted() -> None:
    assert judged(**proved()).evidence.documents_verified
    assert not judged(**{**proved(), "verified_by": "declared"}).evidence.documents_verified
    assert not judged(**{**proved(), "documents_verified": "no"}).evidence.documents_verified
    assert not judged(**{**proved(), "resident_id": "无"}).evidence.documents_verified


def test_the_password_goes_with_its_scheme_salt_and_encoding() -> None:
    found = judged(**row(), password_scheme="ucenter", password_hash="00ff", password_salt="s")
    assert found.password == OldPassword("ucenter", "00ff", "s", "utf-8")


def test_every_reason_has_its_words() -> None:
    given = {
        code for path in INTAKE.glob("*.py") for code in re.findall(r'"((?:match|row)\.[a-z_]+)"', path.read_text())
    }
    assert given - set(REASONS) == set()
    assert len(given) > 10


@pytest.mark.parametrize(
    ("one", "other"), [("张 伟", "张伟"), ("ＺＨＡＮＧ Wei", "zhangwei"), ("买买提·艾力", "买买提•艾力")]
)
def test_two_spellings_of_one_name(one, other) -> None:
    assert comparable(one) == comparable(other) != ""


@given(st.dictionaries(st.sampled_from(sorted(ACCOUNT_FIELDS)), st.text(max_size=30), max_size=12))
def test_any_row_is_judged(fields) -> None:
    found = Judge(PART).judge(Spooled(1, b"k", b"c", fields_of(fields)))
    codes = [*found.findings, *([found.refused] if found.refused else [])]
    assert [code for code in codes if word_of(code) == code or not code.isascii()] == []
    if found.refused:
        assert (found.facts.login, found.evidence.documents, found.evidence.names) == ("", {}, [])
    else:
        assert found.login or found.evidence.phone or found.evidence.email or found.evidence.documents
