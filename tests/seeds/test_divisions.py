"""The divisions of Shandong: counts, parents, pinyin where it errs, and the retired 3712."""

from collections import Counter

from seeds.authoring import paths
from seeds.authoring.places import read_csv, regions


def test_counts_by_level_and_kind():
    in_force = [row for row in regions().values() if not row["valid_to"]]
    assert Counter(row["level"] for row in in_force) == {"province": 1, "city": 16, "county": 136, "zone": 15}
    assert Counter(row["kind"] for row in in_force if row["level"] == "county") == {
        "district": 58,
        "county": 52,
        "county_city": 26,
    }


def test_every_parent_exists():
    assert {row["parent"] for row in regions().values() if row["parent"]} <= set(regions())


def test_names_that_pinyin_gets_wrong_or_that_repeat():
    names = {code[:6]: row["name_en"] for code, row in regions().items()}
    assert names["370113"] == "Changqing District"
    assert names["371722"] == "Shanxian County"
    assert names["371481"] == "Laoling City"
    assert names["371524"] == "Dong'e County"
    assert (names["370103"], names["370402"]) == ("Shizhong District", "Shizhong District")


def test_laiwu_was_retired_in_favour_of_two_districts_of_jinan():
    assert {code for code, row in regions().items() if row["valid_to"] == "2019-01-09"} == {
        "371200000000",
        "371202000000",
        "371203000000",
    }
    found = read_csv(paths.SEEDS / "divisions" / "successions.csv")
    assert [(row["predecessor"][:6], row["successor"][:6], row["effective_on"]) for row in found] == [
        ("371200", "370116", "2019-01-09"),
        ("371200", "370117", "2019-01-09"),
        ("371202", "370116", "2019-01-09"),
        ("371203", "370117", "2019-01-09"),
    ]
