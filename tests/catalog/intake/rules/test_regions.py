"""Region codes."""

import pytest

from catalog.intake.rules.facts import CityFacts, RegionFact
from catalog.intake.rules.regions import contains, read_region
from services_portal.kernel.ids import uuid7

CODES = ["370100000000", "370102000000", "370116000000", "370117000000"]
REGIONS = {code: RegionFact(uuid7(), code) for code in CODES}
FACTS = CityFacts(
    slug="jinan",
    name="济南市",
    region_code="370100000000",
    regions=REGIONS,
    successors={"371202000000": ("370116000000",), "371200000000": ("370116000000", "370117000000")},
)


@pytest.mark.parametrize(
    ("text", "code", "rules"),
    [
        ("", None, []),
        ("370102000000", "370102000000", []),
        ("370102", "370102000000", ["region.padded"]),
        ("３７０１０２", "370102000000", ["region.padded"]),
        ("371202000000", "370116000000", ["region.succeeded"]),
        ("371202", "370116000000", ["region.padded", "region.succeeded"]),
        ("371200000000", None, ["region.successor_unclear"]),
        ("370200000000", None, ["region.outside"]),
        ("370190000000", None, ["region.unknown"]),
        ("历下区", None, ["region.malformed"]),
        ("37010", None, ["region.malformed"]),
    ],
)
def test_each_kind_of_code(text: str, code: str | None, rules: list[str]) -> None:
    findings: list = []
    region = read_region(text, FACTS, findings)
    assert (region.code if region else None, [each.rule.id for each in findings]) == (code, rules)


def test_one_region_contains_the_other() -> None:
    assert contains("370100000000", "370102000000")
    assert contains("370102000000", "370100000000")
    assert contains("370000000000", "370102001000")
    assert not contains("370102000000", "370103000000")
