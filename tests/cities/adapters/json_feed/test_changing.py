"""A feed that changes while it is read gives no whole: it is put off rather than taken in with rows missing."""

from urllib.parse import parse_qs, urlsplit

import pytest

from tests.cities.adapters.json_feed.reading import ROWS, TITLES, read_feed, titles
from tests.cities.feed_server import json_answer, serving

NEW = {"id": 99, "base": {"name": "新增"}}


def changing(after, change, *, total=True):
    """Answer pages of two, with ``change`` made to the rows once ``after`` pages were given."""

    def behaviour(feed, request):
        if len(feed.asked) == after + 1:
            change(feed.rows)
        number = int(parse_qs(urlsplit(request.path).query)["page"][0])
        data = {"records": feed.rows[(number - 1) * 2 : number * 2]}
        return json_answer({"data": data, **({"total": len(feed.rows)} if total else {})})

    return behaviour


def test_a_row_that_moves_to_the_next_page_is_noticed():
    with serving(list(ROWS), behaviour=changing(1, lambda rows: rows.insert(0, NEW), total=False)) as feed:
        reading = read_feed(feed.url)
    assert reading.refused == ("feed.changed", False)
    assert feed.paths == ["/items?page=1", "/items?page=2", "/items?page=1"]


def test_a_row_that_a_feed_has_twice_is_no_change():
    rows = [ROWS[0], ROWS[1], ROWS[1], ROWS[2]]
    with serving(rows, behaviour=changing(99, list.clear, total=False)) as feed:
        reading = read_feed(feed.url)
    assert (titles(reading), reading.refused) == ([TITLES[0], TITLES[1], TITLES[1], TITLES[2]], None)


@pytest.mark.parametrize(
    ("after", "change"),
    [(1, lambda rows: rows.pop(0)), (2, lambda rows: rows.append(NEW)), (2, list.clear)],
    ids=["a row before is taken out", "a row is put in behind", "all are gone"],
)
def test_another_number_of_rows_is_noticed(after, change):
    with serving(list(ROWS), behaviour=changing(after, change)) as feed:
        assert read_feed(feed.url, total="total").refused == ("feed.changed", False)


def test_fewer_rows_than_the_feed_says_are_no_whole():
    def short(feed, request):
        rows = [ROWS[0]] if request.path.endswith("page=1") else []
        return json_answer({"data": {"records": rows}, "total": "3"})

    with serving(behaviour=short) as feed:
        reading = read_feed(feed.url, total="total")
    assert (reading.refused, reading.evidence) == (("feed.changed", False), ["1 of 3 rows"])


@pytest.mark.parametrize("told", ["9" * 5000, "-1", "three", True, 1.5])
def test_a_total_that_is_no_number_of_rows_is_not_as_agreed(told):
    with serving(behaviour=lambda feed, request: json_answer({"data": {"records": [ROWS[0]]}, "total": told})) as feed:
        assert read_feed(feed.url, total="total").refused[0] == "feed.shape"


def test_a_feed_that_stands_still_is_read_to_its_end():
    with serving(list(ROWS), behaviour=changing(99, list.clear)) as feed:
        reading = read_feed(feed.url, total="total")
    assert (titles(reading), reading.refused) == (TITLES, None)


@pytest.mark.parametrize("told", [None, True, "many", 1.5, []])
def test_a_total_that_is_no_number_is_another_shape(told):
    def odd(feed, request):
        return json_answer({"data": {"records": [ROWS[0]]}, "total": told})

    with serving(behaviour=odd) as feed:
        assert read_feed(feed.url, total="total").refused == ("feed.shape", True)
