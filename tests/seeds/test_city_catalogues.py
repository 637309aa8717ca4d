"""The sixteen old catalogues read as their manifests declare, and the generator writes exactly what is committed."""

import csv
import io
import json
import zipfile
from collections import Counter
from pathlib import Path

import openpyxl
import pytest

from seeds.authoring import paths
from seeds.authoring.catalogues import catalogue
from seeds.authoring.listing import dirt_csv, readme_with_table
from seeds.authoring.places import SLUGS, read_csv, read_toml

LARGEST = 700_000  # bytes; a file that people open and diff


def manifest(slug: str) -> dict:
    return read_toml(paths.MANIFESTS / f"{slug}.toml")


def source(slug: str) -> Path:
    return (paths.MANIFESTS / manifest(slug)["adapter"]["options"]["path"]).resolve()


def dotted(record: dict, path: str) -> object:
    for name in path.split("."):
        record = record[name]
    return record


def records(slug: str) -> list[dict[str, object]]:
    """The committed file read the plain way, rows keyed by our words; a missing column is a KeyError."""
    options = manifest(slug)["adapter"]["options"]
    columns = options["columns"]
    if manifest(slug)["adapter"]["name"] == "json_feed":
        found = dotted(json.loads(source(slug).read_text(encoding="utf-8")), options["items"])
        return [{word: dotted(record, path) for word, path in columns.items()} for record in found]
    if options["format"] == "xlsx":
        book = openpyxl.load_workbook(source(slug), read_only=True)
        lines = list(book[options["sheet"]].iter_rows(min_row=options["header_row"], values_only=True))
    else:
        text = source(slug).read_bytes().decode(options["encoding"])
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=options["delimiter"]))
    header = {name: index for index, name in enumerate(lines[0])}
    places = {word: header[name] for word, name in columns.items()}
    return [{word: line[at] if at < len(line) else None for word, at in places.items()} for line in lines[1:]]


def test_there_are_sixteen_manifests_in_order():
    found = {path.stem: read_toml(path) for path in paths.MANIFESTS.glob("*.toml")}
    assert tuple(sorted(found, key=lambda slug: found[slug]["order"])) == SLUGS
    assert all(slug == data["slug"] for slug, data in found.items())


def test_manifests_name_the_zone_that_holds_the_city():
    zones = {slug: zone["code"] for zone in read_toml(paths.SEEDS / "zones.toml")["zone"] for slug in zone["cities"]}
    assert {slug: manifest(slug)["zone"] for slug in SLUGS} == zones


def test_encodings_and_formats_are_mixed():
    kinds = Counter()
    for slug in SLUGS:
        options = manifest(slug)["adapter"]["options"]
        kinds[options.get("encoding") or options.get("format") or "json"] += 1
    assert kinds == {"gb18030": 5, "utf-8-sig": 3, "utf-8": 1, "xlsx": 4, "json": 3}


def test_at_least_twelve_cities_speak_english():
    speaking = {slug for slug in SLUGS if "title_en" in manifest(slug)["adapter"]["options"]["columns"]}
    assert len(speaking) >= 12
    assert {"jinan", "qingdao"} <= speaking


@pytest.mark.parametrize("slug", SLUGS)
def test_file_reads_as_declared_and_holds_the_city(slug: str):
    rows = records(slug)
    assert len(rows) >= 120
    assert source(slug).stat().st_size < LARGEST
    values = manifest(slug)["adapter"]["options"]["values"]
    known = [row for row in rows if row["topic"] in values["topic"]]
    # Only planted rows (tests, news) come without a topic.
    assert len(rows) - len(known) == len(
        [row for row in read_csv(paths.DIRT) if row["city"] == slug and row["kind"] in {"test_row", "news_post"}]
    )


@pytest.mark.parametrize("slug", SLUGS)
def test_generator_writes_the_committed_file(slug: str):
    made = catalogue(slug)
    assert made.path == source(slug)
    committed = made.path.read_bytes()
    if made.path.suffix == ".xlsx":
        # The packed bytes depend on the zlib at hand; what is packed must not.
        assert members(made.content) == members(committed)
    else:
        assert made.content == committed


def members(raw: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_list_of_dirt_and_readme_are_up_to_date():
    made = [catalogue(slug) for slug in SLUGS]
    assert dirt_csv(made) == paths.DIRT.read_bytes()
    assert readme_with_table(made) == paths.README.read_bytes()


def test_all_together_offer_at_least_153_matters():
    matters = frozenset().union(*(catalogue(slug).matters for slug in SLUGS))
    assert len(matters) >= 153


def test_jinan_and_qingdao_offer_every_housing_fund_matter_in_their_own_words():
    jinan, qingdao = records("jinan"), records("qingdao")
    fund = {item["code"] for item in read_toml(paths.DIRECTORY / "basic_items" / "housing_fund.toml")["item"]}
    ours = {str(row["item_code"])[19:]: row for row in jinan if row["topic"] == "公积金"}
    theirs = {str(row["basic_code"]): row for row in qingdao if row["topic"] == "106"}
    assert set(ours) == set(theirs) == fund
    for code in fund:
        assert "济南" in str(ours[code]["conditions"])
        assert "青岛" in str(theirs[code]["conditions"])
        assert ours[code]["office_address"] != theirs[code]["office_address"]


@pytest.mark.parametrize("slug", SLUGS)
def test_every_planted_fault_stands_in_the_file(slug: str):
    ids = {str(row["old_id"]) for row in records(slug)}
    planted = [row["old_id"] for row in read_csv(paths.DIRT) if row["city"] == slug]
    assert set(planted) <= ids
    assert 0.03 <= len(planted) / len(records(slug)) <= 0.08
