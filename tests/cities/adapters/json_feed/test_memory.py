"""What a feed can make us hold in memory has an end, however it is packed."""

import gzip
import json

import pytest

from tests.cities.adapters.json_feed.reading import COLUMNS, ROWS, SHAPE, TITLES, read_feed, titles
from tests.cities.adapters.measure import measured
from tests.cities.feed_server import json_answer, pages, serving

MEBIBYTE = 1 << 20
ZEROS = b'{"data": {"records": ["' + b"0" * (256 * MEBIBYTE)

LIST = gzip.compress(b"[]")


def packed(body, encoding="gzip"):
    headers = {"Content-Type": "application/json", "Content-Encoding": encoding}
    return lambda _feed, _request: (200, headers, body)


def read_apart(url, **options):
    return measured("json_feed", {**SHAPE, "url": url, "page_param": "page", "tries": 1, **options})


def test_a_packed_page_is_read():
    def answer(feed, request):
        status, headers, body = pages(feed, request)
        return status, {**headers, "Content-Encoding": "gzip"}, gzip.compress(body)

    with serving(ROWS, behaviour=answer) as feed:
        reading = read_feed(feed.url)
    assert (titles(reading), reading.refused) == (TITLES, None)
    assert feed.asked[0][1]["Accept-Encoding"] == "gzip"


def test_a_page_may_unpack_to_what_is_allowed_and_no_more():
    body = json_answer({"data": {"records": []}})[2]
    with serving(behaviour=packed(gzip.compress(body))) as feed:
        assert read_feed(feed.url, max_page_bytes=len(body)).refused is None
        refused = read_feed(feed.url, max_page_bytes=len(body) - 1)
    assert (refused.refused, refused.evidence) == (("feed.page_too_large", True), [f"more than {len(body) - 1} bytes"])


@pytest.mark.parametrize(
    ("body", "encoding", "evidence"),
    [
        (gzip.compress(LIST), "gzip, gzip", "Content-Encoding: gzip, gzip"),
        (b"[]", "br", "Content-Encoding: br"),
        (LIST[:-1], "gzip", "packed, and cut off"),
        (LIST + b"x", "gzip", "something after the end of what is packed"),
        (b"[]", "gzip", "Error -3 while decompressing data: incorrect header check"),
    ],
    ids=["twice", "another way", "cut off", "more than it says", "not at all"],
)
def test_what_is_packed_in_another_way_is_no_json(body, encoding, evidence):
    with serving(behaviour=packed(body, encoding)) as feed:
        reading = read_feed(feed.url, items="")
    assert (reading.refused, reading.evidence) == (("feed.not_json", False), [evidence])


@pytest.mark.parametrize(
    ("times", "encoding", "code"), [(1, "gzip", "feed.page_too_large"), (2, "gzip, gzip", "feed.not_json")]
)
def test_a_bomb_is_left_before_it_is_unpacked(times, encoding, code):
    body = ZEROS
    for _ in range(times):
        body = gzip.compress(body)
    assert len(body) < MEBIBYTE
    with serving(behaviour=packed(body, encoding)) as feed:
        rows, told, grown = read_apart(feed.url)
    assert (rows, told) == (0, code)
    assert grown < 48 * 1024


def test_a_feed_of_any_length_takes_the_memory_of_a_page():
    def endless(feed, request):
        row = {"id": len(feed.asked), "base": {"name": "办" * 1000}}
        return json_answer({"data": {"records": [{**row, "more": place} for place in range(300)]}})

    with serving(behaviour=endless) as feed:
        rows, code, grown = read_apart(feed.url, max_pages=60)
        received = 60 * len(json.dumps({"name": "办" * 1000}, ensure_ascii=False).encode()) * 300
    assert received > 50 * MEBIBYTE
    assert (rows, code) == (60 * 300, "feed.page_loop")
    assert grown < 32 * 1024


def test_a_page_of_many_values_is_held_once(tmp_path):
    path = tmp_path / "a.json"
    path.write_text("[" + ",".join(['{"id":1}'] * 300_000) + "]", encoding="utf-8")
    rows, code, grown = measured("json_feed", {"columns": COLUMNS, "constants": {"title": "a"}}, path)
    assert (rows, code) == (300_000, "")
    assert grown < 96 * 1024
