"""Spellings of one old link are one key; other links are others."""

from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.legacy.links import LONGEST, code_key, keys_of, link_key
from cities.manifests.schema import LinksPart

SAME = [
    "https://app.jinan.example/item?id=5&type=2",
    "http://app.jinan.example/item?id=5&type=2",
    "HTTPS://App.Jinan.Example:443/item/?type=2&id=5",
    "  https://app.jinan.example/item?id=5&utm_source=wechat&type=2&from=singlemessage&isappinstalled=0 ",
    "https:/app.jinan.example/item?id=5&type=2",
    "https://app.jinan.example/%69tem?id=5&type=2#top",
]
OTHER = [
    "https://app.jinan.example/item?id=6&type=2",
    "https://app.jinan.example/Item?id=5&type=2",
    "https://www.jinan.example/item?id=5&type=2",
    "https://app.jinan.example:8443/item?id=5&type=2",
    "https://app.jinan.example/item?id=5&type=2&from=jinan",
    "https://app.jinan.example/item?id=5&type=2#/detail/1",
]


@pytest.mark.parametrize("address", SAME)
def test_one_link_in_many_spellings(address):
    assert link_key(address) == "app.jinan.example/item?id=5&type=2"


def test_other_links_stay_apart():
    keys = {link_key(address) for address in [SAME[0], *OTHER]}
    assert len(keys) == 1 + len(OTHER)


@pytest.mark.parametrize("text", ["", "A-1", "ftp://app.example/1", "javascript:alert(1)", "https://", "https://[::1"])
def test_what_is_no_link_has_no_key(text):
    assert link_key(text) == ""


names = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=8)
queries = st.dictionaries(names, st.text(max_size=12), max_size=5)
paths = st.lists(st.text(min_size=1, max_size=8), max_size=4)


@given(paths, queries, st.randoms())
def test_a_key_read_as_a_link_is_itself_and_the_order_of_the_query_is_nothing(parts, query, chance):
    from urllib.parse import quote

    path = "/".join(quote(part, safe="") for part in parts)
    pairs = list(query.items())
    key = link_key(f"https://old.example/{path}?{urlencode(pairs)}")
    chance.shuffle(pairs)
    assert link_key(f"http://OLD.example:80/{path}/?{urlencode(pairs)}&utm_medium=qr") == key
    assert len(key) <= LONGEST
    if len(key) < LONGEST - 40:
        assert link_key(f"https://{key}") == key


@given(st.text(max_size=200))
def test_any_text_has_keys_and_breaks_nothing(text):
    kinds = [kind for kind, _key in keys_of(text, LinksPart(hosts=("old.example",), patterns=(r"id=(?P<old_id>\w+)",)))]
    assert kinds[:2] == ["id", "id"]


def test_codes_in_their_spellings():
    assert code_key(" 370100-0020－17170005a ") == code_key("370100002017170005A") == "370100002017170005A"


def test_a_pattern_takes_the_id_out_of_a_link_and_old_detail_is_one():
    links = LinksPart(
        old_detail="https://app.jinan.example/item?id={old_id}",
        patterns=(r"^https://m\.jinan\.example/(?P<old_id>[\w-]+)\.html",),
    )
    assert ("id", "T-7") in keys_of("http://m.jinan.example/T-7.html?from=timeline", links)
    assert ("id", "T-7") in keys_of("http://APP.jinan.example/item?utm_source=x&id=T-7", links)
    assert ("id", "T-7") in keys_of("item?id=T-7", links)


@pytest.mark.parametrize("pattern", ["(", "id=([0-9]+)"])
def test_a_pattern_that_finds_nothing_is_refused(pattern):
    with pytest.raises(ValueError, match=r"links\.patterns"):
        LinksPart(patterns=(pattern,))
