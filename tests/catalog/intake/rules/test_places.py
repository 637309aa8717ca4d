"""A region code against the city that the agency's name and the address say."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from catalog.intake.rules.check import check_row
from catalog.intake.rules.facts import CityFacts, RegionFact
from catalog.intake.rules.places import places_of
from catalog.intake.rules.registry import Disposition

CITIES = [
    ("济南市", "370100000000"),
    ("威海市", "371000000000"),
    ("日照市", "371100000000"),
    ("临沂市", "371300000000"),
    ("德州市", "371400000000"),
    ("广安区", "511602000000"),
]
REGION = RegionFact(UUID(int=1), "371300000000")
FACTS = CityFacts(
    slug="linyi",
    name="临沂市",
    region_code="371300000000",
    regions={"371300000000": REGION, "370116000000": RegionFact(UUID(int=2), "370116000000")},
    successors={"371200000000": ("370116000000", "370117000000"), "371202000000": ("370116000000",)},
    places=places_of(CITIES),
)
SOUND = {"old_id": "1", "title": "食品经营许可", "agency_name": "临沂市市场监督管理局"}


def told(**fields: str) -> list[tuple[str, str, str]]:
    row = check_row({**SOUND, **fields}, FACTS)
    return [(each.rule.id, each.evidence, each.proposal) for each in row.findings]


@pytest.mark.parametrize(
    ("code", "fields", "evidence", "proposal"),
    [
        # 371200 is not Linyi: a list of cities whose codes are shifted by one.
        ("371200000000", {}, "371200000000 ≠ 临沂市", "371300000000"),
        ("3714", {}, "3714 德州市 ≠ 临沂市", "371300000000"),
        ("371300", {"agency_name": "日照市民政局"}, "371300 临沂市 ≠ 日照市", "371100000000"),
        ("371311000000", {"agency_name": "民政局", "office_address": "威海市环翠区1号"}, "371311000000 临沂市 ≠ 威海市",
         "371000000000"),
    ],
)  # fmt: skip
def test_a_code_that_goes_with_another_citys_name_is_not_trusted(
    code: str, fields: dict[str, str], evidence: str, proposal: str
) -> None:
    assert told(region_code=code, **fields) == [("region.name_mismatch", evidence, proposal)]
    row = check_row({**SOUND, "region_code": code, **fields}, FACTS)
    assert (row.region, row.disposition) == (None, Disposition.QUEUE)


@pytest.mark.parametrize(
    "fields",
    [
        {"region_code": "371300000000"},
        {"region_code": "371300"},
        {"region_code": "371300000000", "agency_name": "临沂市与日照市联合办公室"},
        {"region_code": "371300000000", "agency_name": "民政局"},
        {"agency_name": "日照市民政局"},
    ],
)
def test_what_agrees_or_says_nothing_certain_is_left_alone(fields: dict[str, str]) -> None:
    assert "region.name_mismatch" not in {rule for rule, _evidence, _proposal in told(**fields)}


def test_the_code_of_a_retired_region_goes_with_the_city_that_took_it_over() -> None:
    rules = [rule for rule, *_rest in told(region_code="371202000000", agency_name="济南市民政局")]
    assert rules == ["region.succeeded", "region.outside"]


@pytest.mark.parametrize(("code", "agrees"), [("371000000000", True), ("37100", True), ("371200000000", False)])
def test_a_city_whose_code_ends_in_zero_is_no_prefix_of_its_neighbours(code: str, agrees: bool) -> None:
    found = {rule for rule, *_rest in told(region_code=code, agency_name="威海市民政局")}
    assert ("region.name_mismatch" in found) is not agrees


@pytest.mark.parametrize("noise", ["", "没有市的名字", "市", "青岛市"])
def test_names_that_are_no_city_of_ours_say_nothing(noise: str) -> None:
    assert FACTS.places is not None
    assert FACTS.places.named({"agency_name": noise}) == ""


def test_there_are_no_places_without_cities() -> None:
    assert places_of([]) is None
    assert places_of([("试", "379900000000")]) is None


def test_the_organisation_of_the_item_code_may_be_registered_elsewhere(monkeypatch: Any) -> None:
    elsewhere = "11371100004451234"
    from stdnum.cn import uscc

    from catalog.intake.rules.organisations import organisation_code_valid

    body = next(f"0044512{number:01d}{check}" for number in range(10) for check in "0123456789X"
                if organisation_code_valid(f"0044512{number}{check}"))  # fmt: skip
    elsewhere = f"11371100{body}"
    code = f"{elsewhere}{uscc.calc_check_digit(elsewhere)}3370120001000"
    assert ("code.other_city", f"{code[:18]}: 371100 日照市", "") in told(item_code=code)
