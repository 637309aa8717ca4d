"""A feed is shown who we are, with a secret that stands in the environment alone."""

import base64

import pytest

from cities.adapters.registry import adapter_for, options_for
from tests.cities.adapters.json_feed.reading import ROWS, city, read_feed
from tests.cities.feed_server import serving

TOKEN = "PORTAL_FEED_TOKEN_TEST"


@pytest.mark.parametrize(
    ("auth", "header", "value"),
    [
        ({"kind": "bearer"}, "Authorization", "Bearer s3cret"),
        ({"kind": "header"}, "X-API-Key", "s3cret"),
        ({"kind": "header", "header": "Apikey"}, "Apikey", "s3cret"),
        ({"kind": "basic"}, "Authorization", "Basic " + base64.b64encode(b"s3cret").decode()),
    ],
)
def test_the_secret_is_sent_as_the_manifest_says(monkeypatch, auth, header, value):
    monkeypatch.setenv(TOKEN, "s3cret")
    with serving(ROWS[:1]) as feed:
        assert read_feed(feed.url, auth={**auth, "token_env": TOKEN}).refused is None
    assert [headers.get(header) for _path, headers in feed.asked] == [value, value]


def test_the_secret_may_stand_in_a_file(monkeypatch, tmp_path):
    (tmp_path / "token").write_text("from-a-file\n", encoding="utf-8")
    monkeypatch.setenv(f"{TOKEN}_FILE", str(tmp_path / "token"))
    with serving(ROWS[:1]) as feed:
        read_feed(feed.url, auth={"kind": "bearer", "token_env": TOKEN})
    assert feed.asked[0][1]["Authorization"] == "Bearer from-a-file"


@pytest.mark.parametrize("secret", [None, "", "秘密", "a\nb"])
def test_without_a_secret_that_can_be_sent_nobody_is_asked(monkeypatch, secret):
    monkeypatch.delenv(TOKEN, raising=False)
    if secret is not None:
        monkeypatch.setenv(TOKEN, secret)
    with serving(ROWS) as feed:
        reading = read_feed(feed.url, auth={"kind": "bearer", "token_env": TOKEN})
    assert (reading.refused, reading.evidence, feed.asked) == (("feed.no_token", True), [TOKEN], [])


def test_the_check_says_what_is_missing(monkeypatch):
    monkeypatch.delenv(TOKEN, raising=False)
    feed = city("https://city.example/items", auth={"kind": "bearer", "token_env": TOKEN})
    result = adapter_for(feed).check(options_for(feed))
    assert (result.ok, result.en) == (False, f"The environment variable {TOKEN} is missing or of no use")
    monkeypatch.setenv(TOKEN, "x")
    assert adapter_for(feed).check(options_for(feed)).ok


def test_a_secret_whose_file_cannot_be_read_is_none(monkeypatch, tmp_path):
    monkeypatch.setenv(f"{TOKEN}_FILE", str(tmp_path / "missing"))
    with serving(ROWS) as feed:
        reading = read_feed(feed.url, auth={"kind": "bearer", "token_env": TOKEN})
    assert (reading.refused, reading.evidence, feed.asked) == (("feed.no_token", True), [TOKEN], [])
    feed = city("https://city.example/items", auth={"kind": "bearer", "token_env": TOKEN})
    assert adapter_for(feed).check(options_for(feed)).ok is False


def test_a_key_in_the_address_reaches_no_log(caplog):
    with serving(ROWS) as feed:
        assert read_feed(f"{feed.url}?key=s3cret").refused is None
    assert "s3cret" not in caplog.text
