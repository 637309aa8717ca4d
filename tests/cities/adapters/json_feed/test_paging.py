"""A feed is walked page by page to its end, and left when it walks in circles."""

import pytest

from services_portal.kernel.errors import DomainError
from tests.cities.adapters.json_feed.reading import ROWS, TITLES, read_feed, titles
from tests.cities.feed_server import answering, json_answer, serving


def test_pages_by_number_end_with_the_first_empty_one():
    with serving(ROWS) as feed:
        reading = read_feed(feed.url)
    assert (titles(reading), reading.findings, reading.refused) == (TITLES, [], None)
    assert feed.paths == [f"/items?page={number}" for number in (1, 2, 3, 4)]
    assert [row.number for row in reading.rows] == [1, 2, 3, 4, 5]
    assert reading.rows[0].raw == {"id": 1, "base": {"name": "事项1"}}


def test_the_size_of_a_page_and_the_first_number_are_the_manifests():
    with serving(ROWS) as feed:
        reading = read_feed(feed.url, page_size_param="size", page_size=3, first_page=2)
    assert (titles(reading), feed.paths) == (TITLES[3:], ["/items?page=2&size=3", "/items?page=3&size=3"])


def test_a_cursor_is_followed_until_there_is_none():
    with serving(ROWS) as feed:
        reading = read_feed(feed.url, page_param=None, next="data.next", cursor_param="page")
    assert titles(reading) == TITLES
    assert feed.paths == ["/items", "/items?page=2", "/items?page=3"]


def test_an_address_of_the_next_page_is_followed_on_the_same_host():
    def by_link(feed, request):
        following = {"/items": "?part=2", "/items?part=2": "/items/three", "/items/three": None}[request.path]
        return json_answer({"data": {"records": [{"id": request.path}], "next": following}})

    with serving(behaviour=by_link) as feed:
        reading = read_feed(feed.url, page_param=None, next="data.next")
    assert [row["old_id"] for row in reading.fields] == ["/items", "/items?part=2", "/items/three"]


@pytest.mark.parametrize("elsewhere", ["http://198.51.100.1/items", "//198.51.100.1/items", "https://127.0.0.1/items"])
def test_another_host_is_never_asked(elsewhere):
    def sent_away(feed, request):
        return json_answer({"data": {"records": [{"id": 1}], "next": elsewhere}})

    with serving(behaviour=sent_away) as feed:
        reading = read_feed(feed.url, page_param=None, next="data.next")
    assert (len(reading.rows), len(feed.asked), reading.refused) == (1, 1, ("feed.other_host", True))


def test_an_empty_page_with_a_cursor_is_not_the_end():
    def with_a_gap(feed, request):
        rows, following = {"/items": ([{"id": 1}], "b"), "/items?cursor=b": ([], "c")}.get(
            request.path, ([{"id": 2}], None)
        )
        return json_answer({"data": {"records": rows, "next": following}})

    with serving(behaviour=with_a_gap) as feed:
        reading = read_feed(feed.url, page_param=None, next="data.next")
    assert [row["old_id"] for row in reading.fields] == ["1", "2"]


def test_a_page_that_comes_again_is_a_loop():
    body = json_answer({"data": {"records": ROWS[:2]}})[2]
    with serving(behaviour=answering(200, body)) as feed:
        reading = read_feed(feed.url)
    assert (len(reading.rows), len(feed.asked), reading.refused) == (2, 2, ("feed.page_loop", False))
    assert reading.evidence == ["page 2 repeats an earlier one"]


def test_a_cursor_that_comes_again_is_a_loop_though_the_rows_differ():
    def same_cursor(feed, request):
        return json_answer({"data": {"records": [{"id": len(feed.asked)}], "next": "again"}})

    with serving(behaviour=same_cursor) as feed:
        reading = read_feed(feed.url, page_param=None, next="data.next")
    assert (len(reading.rows), reading.refused) == (2, ("feed.page_loop", False))


def test_a_feed_without_end_is_left():
    def endless(feed, request):
        return json_answer({"data": {"records": [{"id": len(feed.asked)}]}})

    with serving(behaviour=endless) as feed:
        reading = read_feed(feed.url, max_pages=7)
    assert (len(reading.rows), len(feed.asked), reading.refused) == (7, 7, ("feed.page_loop", False))


def test_the_key_of_the_address_is_kept_on_every_page():
    with serving(ROWS[:1]) as feed:
        read_feed(f"{feed.url}?key=1")
    assert feed.paths == ["/items?key=1&page=1", "/items?key=1&page=2"]


@pytest.mark.parametrize("following", [{"cursor": "b"}, ["b"], True, 1.5, "http://[", "//[", "b" * 4097])
def test_a_next_page_that_is_neither_address_nor_cursor_is_refused(following):
    def odd(feed, request):
        return json_answer({"data": {"records": [{"id": 1}], "next": following}})

    with serving(behaviour=odd) as feed:
        reading = read_feed(feed.url, page_param=None, next="data.next")
    assert (len(reading.rows), len(feed.asked), reading.refused) == (1, 1, ("feed.shape", True))


@pytest.mark.parametrize("url", ["http://", "ftp://city.example/items", "http://[", "items"])
def test_an_address_that_is_none_is_refused_with_the_manifest(url):
    with pytest.raises(DomainError, match="bad_manifest"):
        read_feed(url)
