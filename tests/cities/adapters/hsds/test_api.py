"""An API of HSDS 3: its pages walked to the last, each service fetched in full."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from tests.cities.adapters.hsds.nested import MEALS, meals
from tests.cities.adapters.reading import manifest, read
from tests.cities.feed_server import answering, json_answer, serving

SERVICES = [meals(id=f"s {number}", name=f"Meals {number}") for number in range(1, 6)]
EXPECTED = [{**MEALS, "old_id": each["id"], "title": each["name"]} for each in SERVICES]
SHORT = ("id", "name", "status", "organization")


def behaving(*, in_full, told=("total_pages",)):
    """Answer as the API does: pages of two, in full or with the single ones alone; a service by its id."""

    def answer(feed, request):
        parts = urlsplit(request.path)
        if parts.path != "/items":
            key = parts.path.removeprefix("/items/").replace("%20", " ")
            return json_answer(next(each for each in SERVICES if each["id"] == key))
        number = int(parse_qs(parts.query)["page"][0])
        part = SERVICES[2 * number - 2 : 2 * number]
        page = {"total_pages": 3, "last_page": number == 3, "page_number": number}
        contents = part if in_full else [{name: each[name] for name in SHORT} for each in part]
        return json_answer({**{name: page[name] for name in told}, "contents": contents})

    return answer


def read_api(url, **options):
    options = {"columns": {}, "url": url, "tries": 1, "page_size": 2, **options}
    return read(manifest("hsds", options, timeout_seconds=5))


def test_a_list_in_full_is_walked_to_its_last_page():
    with serving(behaviour=behaving(in_full=True)) as feed:
        reading = read_api(feed.url)
    assert (reading.fields, reading.findings, reading.refused) == (EXPECTED, [], None)
    assert feed.paths == [f"/items?page={number}&per_page=2&full=true" for number in (1, 2, 3)]


def test_each_service_is_fetched_that_the_list_does_not_give_in_full():
    with serving(behaviour=behaving(in_full=False)) as feed:
        reading = read_api(feed.url)
    assert (reading.fields, reading.refused) == (EXPECTED, None)
    assert feed.paths[:4] == [
        *("/items?page=1&per_page=2&full=true", "/items/s%201", "/items/s%202"),
        "/items?page=2&per_page=2&full=true",
    ]
    assert len(feed.paths) == 8


def test_without_detail_the_list_is_all():
    with serving(behaviour=behaving(in_full=False)) as feed:
        reading = read_api(feed.url, detail=False)
    assert [row["title"] for row in reading.fields] == [each["name"] for each in SERVICES]
    assert len(feed.paths) == 3


def test_pages_that_do_not_count_end_with_the_last_or_an_empty_one():
    for told, asked in ((("last_page",), 3), ((), 4)):
        with serving(behaviour=behaving(in_full=True, told=told)) as feed:
            assert read_api(feed.url).fields == EXPECTED
            assert len(feed.paths) == asked


def test_a_page_that_comes_again_is_a_loop():
    with serving(behaviour=lambda feed, request: json_answer({"contents": SERVICES[:1]})) as feed:
        reading = read_api(feed.url)
    assert (len(reading.rows), reading.refused) == (1, ("feed.page_loop", False))


@pytest.mark.parametrize(("before", "after"), [(5, 4), (5, 6)], ids=["one is gone", "one is new"])
def test_an_api_whose_services_change_while_it_is_read_gives_no_whole(before, after):
    services = [meals(id=f"s {number}") for number in range(1, after + 1)]

    def answer(feed, request):
        number = int(parse_qs(urlsplit(request.path).query)["page"][0])
        part = services[2 * number - 2 : 2 * number]
        return json_answer({"total_items": before if number == 1 else after, "contents": part})

    with serving(behaviour=answer) as feed:
        assert read_api(feed.url).refused == ("feed.changed", False)


@pytest.mark.parametrize(("told", "refused"), [(5, None), (7, ("feed.changed", False)), ("many", None)])
def test_the_services_are_as_many_as_the_api_says(told, refused):
    def answer(feed, request):
        number = int(parse_qs(urlsplit(request.path).query)["page"][0])
        return json_answer({"total_items": told, "contents": SERVICES[2 * number - 2 : 2 * number]})

    with serving(behaviour=answer) as feed:
        assert read_api(feed.url).refused == refused


def test_another_shape_is_refused():
    with serving(behaviour=answering(200, b'{"services": []}')) as feed:
        assert read_api(feed.url).refused == ("feed.shape", True)
