"""A manifest names catalogues beside itself, not any file of the machine; a file that changes meanwhile is none."""

import os

import pytest

from cities.adapters.base import AdapterError, SourceRef
from cities.adapters.registry import adapters
from tests.cities.adapters.reading import manifest, read

FILES = ["tabular_file", "json_file", "json_feed", "task_exchange"]
INSIDE = ["a.csv", "sub/a.csv", "./a.csv", "sub/../a.csv", "../catalogues/mou/a.csv"]
OUTSIDE = [
    "../a.csv",
    "../cities2/a.csv",
    "../catalogues2/a.csv",
    "/etc/hostname",
    "sub/../../a.csv",
    "a\x00.csv",
    "link",
]


def city(tmp_path, path, adapter="tabular_file"):
    folder = tmp_path / "cities"
    return manifest(adapter, {"path": path}, folder=str(folder))


@pytest.fixture
def places(tmp_path):
    for path in [
        "cities/sub/a.csv",
        "cities/a.csv",
        "catalogues/mou/a.csv",
        "a.csv",
        "catalogues2/a.csv",
        "cities2/a.csv",
    ]:
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("编号,名称\n1,户口登记\n", encoding="utf-8")
    (tmp_path / "cities/link").symlink_to(tmp_path / "a.csv")
    return tmp_path


@pytest.mark.parametrize("path", INSIDE)
def test_files_beside_the_manifest_are_read(places, path):
    assert read(city(places, path)).fields == [{"old_id": "1", "title": "户口登记"}]


@pytest.mark.parametrize("path", OUTSIDE)
@pytest.mark.parametrize("adapter", FILES)
def test_files_elsewhere_are_refused_for_good(places, path, adapter):
    reading = read(city(places, path, adapter))
    assert (reading.rows, reading.refused, reading.evidence) == ([], ("source.outside", True), [path])


def test_a_file_that_is_handed_in_may_lie_anywhere(places):
    assert read(city(places, "a.csv"), places / "catalogues2/a.csv").error is None


@pytest.mark.parametrize(
    ("adapter", "content"),
    [
        ("tabular_file", "编号,名称\n1,甲\n2,乙\n"),
        ("json_file", '[{"编号": 1, "名称": "甲"}, {"编号": 2, "名称": "乙"}]'),
    ],
)
@pytest.mark.parametrize("change", ["touched", "replaced", "removed"])
def test_a_file_that_changes_while_it_is_read_is_tried_again(tmp_path, adapter, content, change):
    path = tmp_path / "a"
    path.write_text(content, encoding="utf-8")
    rows = adapters.get(adapter).rows(manifest(adapter, {}), SourceRef(path), on_finding=lambda found: None)
    assert next(rows).fields["title"] == "甲"
    if change == "touched":
        os.utime(path, ns=(1, 1))
    elif change == "replaced":
        (tmp_path / "b").write_text(content, encoding="utf-8")
        (tmp_path / "b").replace(path)
    else:
        path.unlink()
    with pytest.raises(AdapterError, match=r"source\.changed") as told:
        list(rows)
    assert not told.value.permanent
