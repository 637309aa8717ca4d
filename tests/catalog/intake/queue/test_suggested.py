"""What a person is shown to choose from: the likeliest matters and agencies with the reasons, and what is searched."""

from __future__ import annotations

import pytest

from catalog.intake.queue.open_causes import cause_rows, open_causes
from catalog.intake.queue.suggesting import Speaks, agencies_for, find_agencies, find_matters, matters_for
from catalog.intake.setting import load_bodies, load_matters
from catalog.models import BasicItem
from cities.models import Agency
from services_portal.kernel.actor import SYSTEM
from tests.catalog.intake.conftest import Made
from tests.catalog.intake.generated import credit_code, make_city
from tests.factories.catalog import make_item


@pytest.fixture
def away(made: Made) -> Agency:
    """An agency of another city."""
    city = make_city(made.folder, "second", prefix="3798")
    return Agency.objects.create(
        uscc=credit_code(77, "3798"), name={"zh-hans": "邻市公积金中心"}, level="3", region=city.region, city=city
    )


def shown(made: Made, fields: dict[str, str], evidence: str = "", proposal: str = "") -> list[tuple[str, Speaks]]:
    found = agencies_for(fields, evidence, proposal, load_bodies(made.city))
    return [(each.agency.uscc, each.why) for each in found]


def test_a_row_that_waits_is_shown_the_matters_nearest_to_its_title(made: Made) -> None:
    item = make_item("002017170005", "购房提取住房公积金")
    made.take([{**made.rows(1)[0], "title": "购买住房后提取个人公积金", "item_code": ""}])
    (cause,) = open_causes(SYSTEM)
    row = cause_rows(SYSTEM, "testing", cause.rule, cause.alike).get()
    best = matters_for(row.fields, load_matters(made.city))[0]
    assert (best.matter.code, best.reasons[0].code) == (item.code, "name")
    assert matters_for({}, load_matters(made.city)) == []


def test_an_agency_is_shown_for_its_code_its_name_and_what_was_proposed(made: Made) -> None:
    one, two, three = made.agencies[:3]
    fields = {"agency_code": one.uscc.lower(), "agency_name": two.name["zh-hans"], "item_code": f"{one.uscc}3x"}
    assert shown(made, fields, proposal=three.uscc)[:3] == [
        (three.uscc, Speaks.PROPOSED),
        (one.uscc, Speaks.CODE),
        (two.uscc, Speaks.NAME),
    ]
    hyphened = f"{one.uscc[8:16]}-{one.uscc[16]}"
    assert shown(made, {"agency_code": hyphened}) == [(one.uscc, Speaks.ORGANISATION)]
    assert shown(made, {}, evidence=f"{one.uscc} ≠ {two.uscc}")[:2] == [
        (one.uscc, Speaks.CODE),
        (two.uscc, Speaks.CODE),
    ]


def test_a_code_with_a_slip_finds_the_agency_that_it_is_nearest_to(made: Made) -> None:
    uscc = made.agencies[0].uscc
    assert shown(made, {"agency_code": f"{uscc[:9]}9{uscc[10:]}"}) == [(uscc, Speaks.NEAR_CODE)]
    assert shown(made, {"agency_code": uscc[:17]}) == [(uscc, Speaks.ORGANISATION)]


def test_agencies_of_a_like_name_come_after_at_most_five_and_none_for_nothing(made: Made) -> None:
    found = agencies_for({"agency_name": "试城市第3号局"}, "", "", load_bodies(made.city))
    assert (found[0].agency.id, found[0].why) == (made.agencies[3].id, Speaks.ALIKE)
    assert len(found) == 5
    scores = [each.score or 0 for each in found]
    assert scores == sorted(scores, reverse=True)
    assert shown(made, {"agency_name": "水果店"}) == []
    assert shown(made, {}) == []


def test_no_agency_of_another_city_is_shown_or_found_but_the_provinces_are(made: Made, away: Agency) -> None:
    assert shown(made, {"agency_code": away.uscc, "agency_name": away.name["zh-hans"]}) == []
    assert find_agencies("公积金", made.city) == []
    away.city = None
    away.save()
    assert shown(made, {"agency_code": away.uscc}) == [(away.uscc, Speaks.CODE)]
    assert find_agencies("公积金", made.city) == [away]


def test_an_agency_that_is_searched_is_found_by_code_and_by_any_of_its_names(made: Made) -> None:
    one = made.agencies[0]
    one.short_name, one.aliases = "试局", ["从前的名称"]
    one.save()
    for text in (one.uscc, one.uscc.lower()[:16], "试局", "从前的", " 第0局 "):
        assert find_agencies(text, made.city)[0] == one, text
    for text in ("", "  ", "-", "%", "查无此局"):
        assert find_agencies(text, made.city) == [], text
    one.is_active = False
    one.save()
    assert find_agencies(one.uscc, made.city) == []


def test_a_matter_that_is_searched_is_found_by_code_name_words_and_synonyms(made: Made) -> None:
    item = make_item("002017170005", "购房提取住房公积金")
    for text in ("002017170005", "00201717", "购房提取住房公积金", "公积金 购房", "提取"):
        assert find_matters(text)[0] == item, text
    for text in ("", "  ", "%", "查无此事"):
        assert find_matters(text) == [], text
    assert find_matters("第3号事项办理")[0] == made.items[3]
    BasicItem.objects.filter(pk=item.pk).update(is_active=False)
    assert find_matters("002017170005") == []


@pytest.mark.parametrize("text", ["'", "a' & b", "\\", ":*", "<->", "x" * 500, "“引号”", "\x00"])
def test_whatever_is_typed_is_only_searched(made: Made, text: str) -> None:
    assert isinstance(find_matters(text), list)
    assert isinstance(find_agencies(text, made.city), list)
