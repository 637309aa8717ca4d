"""Nothing runs on a page but our own files."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from services_portal import web

TEMPLATES = sorted((Path(web.__file__).parent / "templates").rglob("*.html"))
STATIC = Path(web.__file__).parent / "static" / "web"
# A script element that holds JSON is data, not a script.
INLINE = re.compile(
    r"<script(?![^>]*(?:\bsrc=|application/json))[^>]*>|<style|\sstyle=|\son[a-z]+=|javascript:", re.IGNORECASE
)
POLICY = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_template_carries_no_script_or_style_of_its_own(path) -> None:
    assert INLINE.findall(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "text", ["<script>x</script>", '<p style="x">', '<a onclick="x">', "<style>", '<a href="javascript:x">']
)
def test_an_inline_script_or_style_is_found(text) -> None:
    assert INLINE.search(text)


@pytest.mark.parametrize("address", ["/", "/city/", "/sign-in/", "/accounts/login/", "/nowhere/", "/problems/"])
def test_every_page_says_what_may_run(zh, cities, address) -> None:
    answer = zh.get(address)
    assert answer["Content-Security-Policy"] == f"{POLICY}; form-action 'self'"
    assert answer["Permissions-Policy"].startswith("geolocation=(self)")


def test_a_page_is_not_given_from_a_cache_to_another_reader(zh, cities) -> None:
    assert {"Cookie", "Accept-Language"} <= {part.strip() for part in zh.get("/")["Vary"].split(",")}


def test_pages_of_others_keep_their_own_policy(zh, db) -> None:
    assert "Content-Security-Policy" not in zh.get("/api/docs/").headers


def test_no_file_of_ours_comes_from_elsewhere() -> None:
    for path in [*TEMPLATES, *STATIC.glob("*.css"), *STATIC.glob("*.js")]:
        found = re.findall(r"(?:src|href|url|import)\s*[=(]\s*[\"']?(https?:)?//", path.read_text(encoding="utf-8"))
        assert found == [], path


def test_foreign_files_stand_with_their_licence() -> None:
    names = {path.name for path in (STATIC / "vendor").iterdir()}
    assert {"htmx-4.0.1.min.js", "htmx-LICENSE.txt", "lucide-LICENSE.txt", "README.md"} == names


def test_every_icon_that_is_named_is_in_the_sprite(db) -> None:
    drawn = set(re.findall(r'<symbol id="([^"]+)"', (STATIC / "icons.svg").read_text(encoding="utf-8")))
    named = {name for path in TEMPLATES for name in re.findall(r'{% icon "([^"]+)"', path.read_text(encoding="utf-8"))}
    seeds = Path(web.__file__).resolve().parents[2] / "seeds" / "catalog"
    for name in ("topics.toml", "life_events.toml"):
        named |= set(re.findall(r'^icon = "([^"]+)"', (seeds / name).read_text(encoding="utf-8"), re.MULTILINE))
    assert named - drawn == set() and len(named) > 50
