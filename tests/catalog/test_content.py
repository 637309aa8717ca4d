"""The content of a version: canonical bytes, one digest for one meaning, nothing unknown let in."""

import msgspec
import pytest

from catalog.content import digest, encode, from_json, to_json
from tests.factories.catalog import make_content


def test_what_is_stored_comes_back_the_same():
    content = make_content(fees=[{"name": {"zh-hans": "工本费"}, "amount_fen": 1000}])
    assert from_json(to_json(content)) == content
    assert msgspec.json.decode(encode(content)) == to_json(content)


def test_the_digest_follows_the_meaning_and_nothing_else():
    values = to_json(make_content())
    backwards = from_json(dict(reversed(values.items())))
    assert digest(backwards) == digest(make_content())
    assert digest(make_content(promised_days=4)) != digest(make_content())


@pytest.mark.parametrize(
    "change", [{"colour": "red"}, {"title": {"fr": "x"}}, {"channels": [{"kind": "pigeon"}]}, {"promised_days": "3"}]
)
def test_what_we_do_not_know_is_refused(change):
    with pytest.raises(msgspec.ValidationError):
        make_content(**change)


def test_english_falls_back_to_chinese():
    content = make_content(title={"zh-hans": "只有中文"})
    assert (content.title.pick("en"), content.title.pick("zh-hans")) == ("只有中文", "只有中文")
