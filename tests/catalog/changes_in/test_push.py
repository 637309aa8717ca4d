"""What a city tells us: signed, in time, each event once, all of it or nothing."""

from __future__ import annotations

import pytest

from catalog.models import CutOverStep, IncomingChange, IntakeRun, StagedRow
from catalog.services.changes_receive import WINDOW_SECONDS, sign
from catalog.tasks import follow_source, take_told
from services_portal.kernel import clock
from services_portal.kernel.models import AuditEntry
from tests.catalog.changes_in.source import body, public

pytestmark = pytest.mark.django_db
KEY = "the key that was agreed upon"


@pytest.fixture(autouse=True)
def key(monkeypatch, tmp_path):
    file = tmp_path / "key"
    file.write_text(f"{KEY}\n")
    monkeypatch.setenv("TESTING_PUSH_KEY_FILE", str(file))


def seconds(offset=0):
    return str(int(clock.now().timestamp()) + offset)


@pytest.fixture
def tell(client, made):
    def post(payload, *, key=KEY, at=None, signature=None, slug="testing"):
        at = at or seconds()
        headers = {"X-Portal-Timestamp": at, "X-Portal-Signature": signature or sign(key, at, payload)}
        return client.post(
            f"/api/v1/cities/{slug}/catalogue/changes/", payload, content_type="application/json", headers=headers
        )

    return post


def test_what_is_told_becomes_public(made, tell):
    answer = tell(body("e1", [made.row(0), made.row(1)]))
    assert (answer.status_code, answer.json()) == (202, {"event_id": "e1", "rows": 2, "gone": 0, "repeated": False})
    take_told("testing")
    assert set(public(made.city)) == {"T-0000000", "T-0000001"}
    tell(body("e2", [made.row(1, promised_days="6个工作日")], ["T-0000000"]))
    take_told("testing")
    assert public(made.city) == {"T-0000001": 6}


def test_rows_as_the_city_s_system_writes_them(made, tell):
    assert tell(body("e1", [made.row(0)], words="theirs")).status_code == 202
    take_told("testing")
    assert list(public(made.city)) == ["T-0000000"]
    # The same row, asked for, has the same checksum: nothing to do.
    made.source.put(made.row(0))
    follow_source("testing")
    assert IntakeRun.objects.order_by("-id").first().outcomes == {"unchanged": 1}


def test_the_same_event_again_changes_nothing(made, tell):
    payload = body("e1", [made.row(0)])
    tell(payload)
    again = tell(payload, at=seconds(3))
    assert (again.status_code, again.json()["repeated"]) == (202, True)
    assert IncomingChange.objects.count() == 1
    take_told("testing")
    assert tell(payload).json()["repeated"] is True
    assert IncomingChange.objects.filter(taken_at=None).count() == 0


def test_an_event_id_stands_for_one_body(made, tell):
    tell(body("e1", [made.row(0)]))
    answer = tell(body("e1", [made.row(1)]))
    assert (answer.status_code, answer.json()["code"]) == (409, "event_reused")
    assert IncomingChange.objects.get().rows == 1


def test_a_signature_of_another_key_or_body_is_refused_and_noted(made, tell):
    payload = body("e1", [made.row(0)])
    at = seconds()
    for answer in (
        tell(payload, key="guessed"),
        tell(payload, signature="sha256=" + "0" * 64),
        tell(payload, at=at, signature=sign(KEY, at, payload + b" ")),
        tell(payload, at=at, signature=sign(KEY, str(int(at) + 1), payload)),
        tell(payload, signature="x"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (401, "bad_signature")
    assert IncomingChange.objects.count() == 0
    # Once a minute: who has no key does not fill the table.
    assert AuditEntry.objects.filter(action="catalog.changes.receive.signature").count() == 1


@pytest.mark.parametrize("offset", [-WINDOW_SECONDS - 5, WINDOW_SECONDS + 5])
def test_outside_the_window_the_right_signature_is_too_old(made, tell, offset):
    answer = tell(body("e1", [made.row(0)]), at=seconds(offset))
    assert (answer.status_code, answer.json()["code"]) == (401, "signature_expired")
    assert IncomingChange.objects.count() == 0


@pytest.mark.parametrize(
    ("payload", "status", "code"),
    [
        (b"", 422, "changes_malformed"),
        (b"[]", 422, "changes_malformed"),
        (b'{"rows": []}', 422, "changes_malformed"),
        (b'{"event_id": " "}', 422, "changes_malformed"),
        (b'{"event_id": "e", "rows": [{"colour": "red"}]}', 422, "changes_malformed"),
        (b'{"event_id": "e", "rows": [{"title": "no id"}]}', 422, "changes_malformed"),
        (b'{"event_id": "e", "rows": [{"old_id": 7}]}', 422, "changes_malformed"),
        (b'{"event_id": "e", "words": "other"}', 422, "changes_malformed"),
        (b'{"event_id": "e", "gone": ["T-0000000", "a\\u0000b"]}', 422, "changes_malformed"),
        (b'{"event_id": "e", "gone": [" "]}', 422, "changes_malformed"),
        (b'{"event_id": "e", "more": 1}', 422, "changes_malformed"),
        (b'{"event_id": "\\u0000"}', 422, "changes_malformed"),
        (b"[" * 5000, 422, "changes_malformed"),
        (b"\xff\xfe", 422, "changes_malformed"),
        (body("e", [{"old_id": str(n)} for n in range(1001)]), 413, "too_many_changes"),
    ],
)
def test_what_cannot_be_read_is_refused_whole(made, tell, payload, status, code):
    answer = tell(payload)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert IncomingChange.objects.count() == 0


def test_a_city_without_a_key_is_closed(made, tell, monkeypatch):
    monkeypatch.delenv("TESTING_PUSH_KEY_FILE")
    answer = tell(body("e1", [made.row(0)]))
    assert (answer.status_code, answer.json()["code"]) == (403, "push_not_open")
    assert tell(body("e1"), slug="atlantis").status_code == 404


def test_any_text_in_a_row_is_judged_as_in_any_import(made, tell):
    assert tell(body("e1", [made.row(0, title="\u0000<b>测试</b>"), made.row(1, summary="=1+1")])).status_code == 202
    take_told("testing")
    assert list(public(made.city)) == ["T-0000001"]


def test_a_row_that_waits_may_hold_any_text(made, tell):
    waiting = made.row(0, title="没有这样的事项", item_code="", summary="\u0000甲", conditions="a\u0000\nb")
    assert tell(body("e1", [waiting, made.row(1)])).status_code == 202
    take_told("testing")
    assert list(public(made.city)) == ["T-0000001"]
    assert StagedRow.objects.get(outcome="queued").raw["summary"] == "\ufffd甲"
    assert not IncomingChange.objects.filter(taken_at=None).exists()


def test_a_city_that_has_moved_tells_nothing_more(made, tell):
    CutOverStep.objects.create(city=made.city, source="portal", target="redirected", taken_by="system")
    answer = tell(body("e1", [made.row(0)]))
    assert (answer.status_code, answer.json()["code"]) == (409, "cut_over_done")
    assert IncomingChange.objects.count() == 0
