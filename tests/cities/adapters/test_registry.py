"""Adapters are found by name, ours and those of third parties; a city is refused while its manifest does not fit."""

from importlib.metadata import EntryPoint

import msgspec
import pytest

from cities.adapters import registry
from cities.adapters.base import AdapterError, AdapterFinding, Capability
from cities.adapters.plugin import CityAdapter
from cities.manifests.schema import AdapterPart
from services_portal.kernel.errors import DomainError
from services_portal.kernel.registry import CheckResult, Registry
from tests.cities.adapters.reading import manifest


class Foreign(CityAdapter):
    """An adapter of a third party that reads nothing."""

    name = "foreign"

    def check(self, options):
        return CheckResult(True, "可用", "works")


class Dreamer(Foreign):
    """An adapter that declares what it does not implement."""

    name = "dreamer"
    capabilities = frozenset({Capability.READ_CATALOGUE})


@pytest.fixture
def foreign(monkeypatch):
    """As if two packages of third parties were installed, one of them broken."""
    entries = [
        EntryPoint("foreign", f"{__name__}:Foreign", "services_portal.city_adapters"),
        EntryPoint("dreamer", f"{__name__}:Dreamer", "services_portal.city_adapters"),
        EntryPoint("broken", f"{__name__}:Missing", "services_portal.city_adapters"),
    ]

    def found(*, group):
        return [entry for entry in entries if entry.group == group]

    monkeypatch.setattr("services_portal.kernel.registry.entry_points", found)
    fresh = Registry("city adapter", entry_point_group="services_portal.city_adapters")
    for adapter in (registry.TabularFileAdapter, registry.JsonFeedAdapter):
        fresh.register(adapter)
    monkeypatch.setattr(registry, "adapters", fresh)
    return fresh


def refusal(city, call=registry.catalogue_reader):
    with pytest.raises(DomainError) as caught:
        call(city)
    return caught.value.error.code, caught.value.detail


def test_ours_are_registered():
    assert [adapter.name for adapter in registry.adapters] == [
        "tabular_file",
        "json_feed",
        "json_file",
        "task_exchange",
        "open311",
        "hsds",
        "cpsv_ap",
    ]


def test_a_third_partys_is_found_by_entry_point_and_a_broken_one_harms_no_other(foreign):
    assert [adapter.name for adapter in foreign] == ["tabular_file", "json_feed", "foreign", "dreamer"]
    assert list(foreign.failures()) == ["broken"]
    assert foreign.failures()["broken"].startswith("AttributeError")


def test_what_a_city_supports_is_what_its_adapter_declares(foreign):
    table = manifest("tabular_file", {})
    assert [word for word in Capability if registry.supports(table, word)] == [Capability.READ_CATALOGUE]
    nothing = manifest("foreign", {})
    assert [word for word in Capability if registry.supports(nothing, word)] == []


@pytest.mark.parametrize("name", ["foreign", "dreamer"])
def test_no_reader_without_the_capability_and_the_method(foreign, name):
    city = msgspec.structs.replace(manifest("foreign", {}), adapter=AdapterPart(name=name))
    assert refusal(city) == ("bad_manifest", f"mou: {name} reads no catalogue")


def test_an_unknown_adapter_is_named_with_those_there_are():
    assert refusal(manifest("ftp", {})) == (
        "bad_manifest",
        "mou: city adapter: no plugin 'ftp' (known: tabular_file, json_feed, json_file, task_exchange, "
        "open311, hsds, cpsv_ap)",
    )


@pytest.mark.parametrize(
    ("adapter", "options", "place"),
    [
        ("tabular_file", {"colums": {}}, "colums"),
        ("tabular_file", {"encoding": "latin-1"}, "$.encoding"),
        ("tabular_file", {"delimiter": ",,"}, "delimiter is auto or one character"),
        ("tabular_file", {"header_row": 0}, "header_row counts from 1"),
        ("tabular_file", {"columns": {"old_id": "a"}}, "title must be mapped"),
        ("tabular_file", {"columns": {"old_id": "a", "title": "b", "titel": "c"}}, "titel"),
        ("tabular_file", {"constants": {"colour": "red"}}, "colour"),
        ("tabular_file", {"values": {"colour": {}}}, "colour"),
        ("tabular_file", {"extract": {"summary": {"column": "a", "pattern": "("}}}, "pattern"),
        ("tabular_file", {"extract": {"summary": {"column": "a", "pattern": "x"}}}, "no group named value"),
        ("json_feed", {"url": "ftp://city.example/"}, "http://"),
        ("json_feed", {"url": "file:///etc/passwd"}, "http://"),
        ("json_feed", {"url": "https://city.example/"}, "give next or page_param"),
        ("json_feed", {"auth": {"kind": "digest", "token_env": "X"}}, "$.auth.kind"),
        ("json_feed", {"auth": {"kind": "bearer"}}, "token_env"),
    ],
)
def test_options_that_do_not_fit_are_refused_with_their_place(adapter, options, place):
    code, detail = refusal(manifest(adapter, options))
    assert code == "bad_manifest"
    assert place in detail


def test_an_error_always_has_a_finding():
    assert AdapterError("feed.busy", permanent=False).findings == (AdapterFinding("feed.busy", "error"),)
