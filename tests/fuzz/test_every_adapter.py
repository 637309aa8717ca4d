"""Whatever bytes come: rows and findings, or a refusal with findings; never another error. Every adapter there is."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cities.adapters.registry import adapters
from tests.conformance.specimens import CATALOGUE
from tests.fuzz.holding import city_of, hold, seeds_of

ANY = settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
# What formats are made of, and what breaks them.
SNIPPETS = [
    b"", b"\x00", b"\xff", b"\xff\xfe", b"\xef\xbb\xbf", b"\r", b"\n", b"\r\n", b",", b"\t", b'"', b"'", b"[", b"]",
    b"{", b"}", b":", b"null", b"1e999", b"-", b"9" * 30, b"NaN", b"\\ud800", b"\\u0000", b"<", b">", b"</", b"&a;",
    b"<!--", b"<![CDATA[", b"<!DOCTYPE a>", b"<?xml version='1.0' encoding='utf-16'?>", b"=1+1", b"PK\x03\x04",
    b"PK\x05\x06", b"\xd0\xcf\x11\xe0", b"\x1f\x8b", "测试".encode(), "测试".encode("gb18030"), "𬭩é".encode(),
    b"../", b"@prefix : <#> .",
]  # fmt: skip


@st.composite
def damaged(draw, seeds):
    """Return a seed with pieces of it cut out, doubled, moved, or replaced by something else."""
    content = draw(st.sampled_from(seeds))
    for _ in range(draw(st.integers(1, 4))):
        begin = draw(st.integers(0, len(content)))
        end = draw(st.integers(begin, min(len(content), begin + draw(st.sampled_from([0, 1, 8, 400])))))
        piece = draw(st.sampled_from(SNIPPETS) | st.binary(max_size=6) | st.just(content[begin:end] * 2))
        content = content[:begin] + piece + content[end:]
    return content


@pytest.mark.parametrize("adapter", list(adapters), ids=lambda adapter: adapter.name)
def test_any_damage(adapter, tmp_path):
    city, seeds = city_of(adapter), seeds_of(adapter)

    @ANY
    @given(damaged(seeds) | st.binary(min_size=1, max_size=200))
    def holds(content):
        path = tmp_path / "source"
        path.write_bytes(content or b" ")
        hold(city, path)

    holds()


@pytest.mark.parametrize("adapter", list(adapters), ids=lambda adapter: adapter.name)
def test_the_seeds_are_sources(adapter, tmp_path):
    city, path = city_of(adapter), tmp_path / "source"
    told = []
    for seed in seeds_of(adapter):
        path.write_bytes(seed)
        told.append(hold(city, path))
    assert (len(CATALOGUE), "") in told
    assert all(code == "" for _rows, code in told)
