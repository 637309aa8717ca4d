"""Old accounts come over in our words from a table, a JSON file and a feed; no finding shows whose they are."""

import json

import msgspec
import pytest

from cities.adapters import registry
from cities.adapters.base import AdapterError, Capability, Severity, SourceRef
from cities.manifests import CityManifest
from services_portal.kernel.errors import DomainError
from tests.cities.feed_server import serving

COLUMNS = {
    "old_id": "uid",
    "login": "name",
    "resident_id": "sfz",
    "documents_verified": "smrz",
    "former_names": "cym",
    "password_hash": "pwd",
}
VALUES = {"documents_verified": {"1": "yes", "0": "no"}}
MAPPING = {"columns": COLUMNS, "values": VALUES, "constants": {"kind": "person"}, "list_separator": "、"}
RECORDS = [
    {"uid": "7", "name": "li", "sfz": "370102800101001", "smrz": "1", "cym": "李小、李大", "pwd": "e10adc39"},
    {"uid": "8", "name": "=cmd", "sfz": "", "smrz": "0", "cym": "", "pwd": ""},
]
ACCOUNTS = [
    {
        "kind": "person",
        "old_id": "7",
        "login": "li",
        "resident_id": "370102800101001",
        "documents_verified": "yes",
        "former_names": "李小\n李大",
        "password_hash": "e10adc39",
    },
    {"kind": "person", "old_id": "8", "login": "=cmd", "documents_verified": "no"},
]
KINDS = ["tabular_file", "json_file", "json_feed"]


def city(adapter, options=None, *, folder=""):
    return msgspec.convert(
        {
            "slug": "mou",
            "name": {"zh-hans": "某市"},
            "region": {"code": "370100000000"},
            "adapter": {"name": "tabular_file", "options": {"columns": {"old_id": "a", "title": "b"}}},
            "accounts": {"adapter": {"name": adapter, "options": {**MAPPING, **(options or {})}}},
            "folder": folder,
        },
        type=CityManifest,
    )


def write(adapter, folder):
    path = folder / "users"
    if adapter == "tabular_file":
        lines = [",".join(COLUMNS.values()), *(",".join(record.values()) for record in RECORDS)]
        path.write_bytes("\r\n".join(lines).encode("gb18030"))
    elif adapter == "json_file":
        path.write_text("\n".join(json.dumps(record) for record in RECORDS), encoding="utf-8")
    else:
        path.write_text(json.dumps({"data": RECORDS}), encoding="utf-8")
    return path


def options_of(adapter):
    return {"items": "data"} if adapter == "json_feed" else {}


@pytest.mark.parametrize("adapter", KINDS)
def test_every_row_comes_in_our_words_and_a_finding_names_only_its_place(adapter, tmp_path):
    manifest, found = city(adapter, options_of(adapter)), []
    reader = registry.accounts_reader(manifest)
    rows = list(reader.accounts(manifest, SourceRef(write(adapter, tmp_path)), on_finding=found.append))
    assert [(row.number, dict(row.fields)) for row in rows] == [(1, ACCOUNTS[0]), (2, ACCOUNTS[1])]
    formulas = [(each.severity, each.row, each.field, each.evidence) for each in found if each.code == "source.formula"]
    assert formulas == [(Severity.WARNING, 2, "name", "")]
    assert "370102800101001" not in repr(rows)
    assert registry.supports(manifest, Capability.READ_ACCOUNTS)


def test_accounts_come_page_by_page_from_a_server():
    with serving(RECORDS, page_size=1) as feed:
        options = {"url": feed.url, "items": "data.records", "next": "data.next", "cursor_param": "page"}
        manifest = city("json_feed", options)
        rows = registry.accounts_reader(manifest).accounts(manifest, SourceRef(), on_finding=lambda _found: None)
        assert [dict(row.fields) for row in rows] == ACCOUNTS


@pytest.mark.parametrize("adapter", KINDS)
def test_a_source_that_breaks_off_is_refused_without_showing_what_stood_there(adapter, tmp_path):
    path = write(adapter, tmp_path)
    content = path.read_bytes()
    path.write_bytes(content[:40] if adapter == "json_feed" else content + b'\n{"uid": "9", "sfz": "3701028')
    manifest, found = city(adapter, options_of(adapter)), []
    try:
        list(registry.accounts_reader(manifest).accounts(manifest, SourceRef(path), on_finding=found.append))
    except AdapterError as error:
        found += error.findings
    errors = [each for each in found if each.severity is Severity.ERROR]
    assert errors
    assert "3701028" not in repr(found)


@pytest.mark.parametrize(
    ("manifest", "detail"),
    [
        (msgspec.structs.replace(city("tabular_file"), accounts=None), "says nothing of accounts"),
        (city("cpsv_ap"), "reads no accounts"),
        (city("nobody"), "no plugin 'nobody'"),
        (city("tabular_file", {"columns": {"old_id": "a", "title": "b"}}), "not a word of an account: title"),
        (city("tabular_file", {"columns": {"login": "b"}}), "old_id must be mapped"),
        (
            city("json_feed", {"url": "https://a.example", "next": "n", "changes_param": "s", "changed_at": "t"}),
            "accounts are read as a whole",
        ),
    ],
    ids=["none", "unable", "unknown", "catalogue_word", "no_old_id", "changes"],
)
def test_a_manifest_that_does_not_fit_is_refused(manifest, detail):
    with pytest.raises(DomainError) as caught:
        registry.accounts_reader(manifest)
    assert caught.value.code == "bad_manifest"
    assert detail in str(caught.value.detail)
