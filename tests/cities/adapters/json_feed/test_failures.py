"""Every way in which a feed fails has its code, and says whether trying again may help."""

import json

import pytest

from tests.cities.adapters.json_feed.reading import ROWS, TITLES, read_feed, titles
from tests.cities.feed_server import answering, hanging, json_answer, pages, serving, trickling

# The header of what is packed, with a name that never ends.
BEGUN = b"\x1f\x8b\x08\x08" + bytes(6)
SHORT = {"timeout_seconds": 0.2}


@pytest.mark.parametrize(
    ("behaviour", "refused"),
    [
        (answering(500, b"{}"), ("feed.server_error", False)),
        (answering(503, b"<h1>down</h1>", "text/html"), ("feed.server_error", False)),
        (answering(429, b"{}"), ("feed.server_error", False)),
        (answering(401, b"{}"), ("feed.refused", True)),
        (answering(403, b"{}"), ("feed.refused", True)),
        (answering(404, b"{}"), ("feed.unexpected_status", False)),
        (answering(200, b"<html>login</html>", "text/html"), ("feed.not_json", False)),
        (answering(200, b"<html>login</html>"), ("feed.not_json", False)),
        (answering(200, b'{"data": {"records": [{"id": 1}'), ("feed.not_json", False)),
        (answering(200, '{"data": "济南"}'.encode("gb18030")), ("feed.not_json", False)),
        (answering(200, b'{"data": {"records": [{"id": NaN}]}}'), ("feed.not_json", False)),
        (answering(200, b'{"data": {"records": [{"id": 1e999}]}}'), ("feed.not_json", False)),
        (answering(200, b'{"data": {"records": [' + b"9" * 5000 + b"]}}"), ("feed.not_json", False)),
        (answering(200, b"[" * 100 + b"]" * 100), ("feed.not_json", False)),
        (answering(200, b"[" * 100_000), ("feed.not_json", False)),
        (answering(200, b"[" + b"[]," * 1_000_001 + b"[]]"), ("feed.page_too_large", True)),
        (answering(200, b'{"data": {"records": {"id": 1}}}'), ("feed.shape", True)),
        (answering(200, b"[]"), ("feed.shape", True)),
    ],
)
def test_a_bad_answer(behaviour, refused):
    with serving(behaviour=behaviour) as feed:
        reading = read_feed(feed.url)
    assert (reading.rows, reading.refused) == ([], refused)
    assert [found.code for found in reading.error.findings] == [refused[0]]


def test_a_redirect_is_not_followed():
    elsewhere = (302, {"Location": "http://198.51.100.1/"}, b"")
    with serving(behaviour=lambda feed, request: elsewhere) as feed:
        assert read_feed(feed.url).refused == ("feed.unexpected_status", False)
        assert len(feed.asked) == 1


@pytest.mark.parametrize(
    "behaviour",
    [
        hanging,
        trickling(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n["),
        trickling(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\n\r\n" + BEGUN),
        trickling(b"HTTP/1.1 200 OK\r\nX-Slow: "),
    ],
    ids=["silent", "slow body", "slow packed body", "slow headers"],
)
def test_a_feed_that_takes_its_time_is_left(behaviour):
    with serving(behaviour=behaviour) as feed:
        assert read_feed(feed.url, limits=SHORT).refused == ("feed.timeout", False)


def test_nobody_answers():
    with serving() as feed:
        url = feed.url
    assert read_feed(url).refused == ("feed.unreachable", False)


def test_a_page_larger_than_allowed():
    with serving(ROWS) as feed:
        assert read_feed(feed.url, max_page_bytes=50).refused == ("feed.page_too_large", True)


def test_a_feed_larger_than_allowed_altogether():
    with serving(ROWS) as feed:
        reading = read_feed(feed.url, max_feed_bytes=150)
    assert (titles(reading), reading.refused) == (TITLES[:2], ("feed.too_large", True))


def test_a_feed_that_takes_too_long_altogether():
    with serving(ROWS) as feed:
        reading = read_feed(feed.url, max_feed_seconds=0)
    assert (titles(reading), reading.refused) == (TITLES[:2], ("feed.timeout", False))
    assert reading.evidence == ["more than 0.0 seconds in all"]


def test_what_passes_by_itself_is_tried_again():
    def recovering(feed, request):
        return (500, {}, b"") if len(feed.asked) == 1 else pages(feed, request)

    with serving(ROWS, behaviour=recovering) as feed:
        reading = read_feed(feed.url, tries=2)
    assert (titles(reading), reading.refused) == (TITLES, None)
    assert feed.paths[:2] == ["/items?page=1", "/items?page=1"]


def test_what_does_not_pass_is_not_tried_again():
    with serving(behaviour=answering(403, b"{}")) as feed:
        read_feed(feed.url, tries=3)
        assert len(feed.asked) == 1


def test_a_row_that_is_none_is_told_and_the_others_are_read():
    body = json_answer({"data": {"records": [{"id": 1, "base": {"name": "a"}}, "x", None, {"id": 2}]}})[2]

    def one_page(feed, request):
        return (200, {"Content-Type": "application/json"}, body) if len(feed.asked) == 1 else json_answer(
            {"data": {"records": []}}
        )  # fmt: skip

    with serving(behaviour=one_page) as feed:
        reading = read_feed(feed.url)
    assert reading.fields == [{"old_id": "1", "title": "a"}, {}, {}, {"old_id": "2"}]
    assert [(found.code, found.row, found.evidence) for found in reading.findings] == [
        ("feed.row_shape", 2, "str"),
        ("feed.row_shape", 3, "NoneType"),
    ]


def test_what_no_text_may_hold_becomes_the_sign_that_the_rules_find():
    body = json.dumps({"data": {"records": [{"id": 1, "base": {"name": "a\x00b\ud800c"}}]}}).encode()
    with serving(behaviour=lambda feed, _: (200, {"Content-Type": "application/json"}, body)) as feed:
        reading = read_feed(feed.url)
    assert reading.rows[0].fields["title"] == "a\ufffdb\ufffdc"
    assert reading.rows[0].raw == {"id": 1, "base": {"name": "a\ufffdb\ufffdc"}}
