"""The words of a record are the inverse of what the intake does with a row."""

from __future__ import annotations

from uuid import uuid4

import pytest
from hypothesis import given, settings

from catalog.content import ServiceContent
from catalog.exports.carrying import plain
from catalog.exports.fields import LOSSES, WORDS, carried, fields_of
from catalog.exports.losses import lost_by
from catalog.exports.records import ServiceRecord
from catalog.exports.word_losses import WORD_LOSSES
from catalog.intake.contents import KnownCodes, build_content
from catalog.intake.matching import Matter
from catalog.intake.rules.check import check_row
from catalog.intake.rules.facts import CityFacts
from cities.adapters.base import CATALOGUE_FIELDS
from tests.catalog.exports.generated import contents, make_record, records
from tests.factories.catalog import make_content

FACTS = CityFacts(slug="jinan", name="济南市", region_code="370100000000")
MATTER = Matter(uuid4(), "002017170005", "购房提取住房公积金")
NOTHING_KNOWN = KnownCodes({}, {})


def taken_in(record: ServiceRecord) -> ServiceContent:
    return build_content(check_row(fields_of(record), FACTS), MATTER, NOTHING_KNOWN)


@settings(max_examples=400, deadline=None)
@given(records)
def test_what_is_written_in_our_words_is_read_again_but_for_the_losses_named(record):
    assert taken_in(record) == carried(record).content


@settings(max_examples=200, deadline=None)
@given(records)
def test_what_is_left_loses_nothing_more(record):
    once = carried(record)
    assert carried(once) == once


@given(records)
def test_only_words_of_a_catalogue_row_are_written_and_none_is_empty(record):
    words = fields_of(record)
    assert set(words) <= WORDS <= CATALOGUE_FIELDS
    assert all(words.values())


def test_an_ordinary_service_loses_only_what_its_content_tells():
    record = make_record(make_content())
    assert [loss.id for loss in lost_by(record, LOSSES)] == ["materials.code", "result.kind"]


LOSING = {
    "text.unclean": {"summary": {"zh-hans": "<b>好</b>"}},
    "title.blanks": {"title": {"zh-hans": "购房  提取"}},
    "lists.line_breaks": {"steps": [{"zh-hans": "一\n二"}]},
    "lists.no_chinese": {"conditions": [{"en": "You live here."}]},
    "lists.partly_english": {"steps": [{"zh-hans": "一", "en": "one"}, {"zh-hans": "二"}]},
    "audiences.order": {"audiences": ["enterprise", "person"]},
    "materials.code": {"materials": [{"name": {"zh-hans": "身份证"}, "code": "id_card"}]},
    "materials.optional": {"materials": [{"name": {"zh-hans": "身份证"}, "required": False}]},
    "materials.signs": {"materials": [{"name": {"zh-hans": "身份证|户口簿"}}]},
    "fees.english": {"fees": [{"name": {"zh-hans": "工本费", "en": "Fee"}, "amount_fen": 100}]},
    "fees.spelling": {"fees": [{"name": {"zh-hans": "工本费"}, "amount_fen": 0}]},
    "channels.addresses": {"channels": [{"kind": "window", "url": "https://zwfw.jinan.example/1"}]},
    "laws.english": {"legal_basis": [{"title": {"zh-hans": "《法》", "en": "Law"}}]},
    "laws.division": {"legal_basis": [{"title": {"zh-hans": "法"}, "article": {"zh-hans": "第一条"}}]},
    "offices.others": {"offices": [{"name": {"zh-hans": "一"}}, {"name": {"zh-hans": "二"}}]},
    "phones.spelling": {"phone": "打电话"},
    "offices.own": {"offices": [{"name": {"zh-hans": "一"}, "phone": "12345"}]},
    "offices.position": {"offices": [{"name": {"zh-hans": "一"}, "longitude": 2.35, "latitude": 48.85}]},
    "result.kind": {"result": {"kind": "record"}},
    "days.range": {"statutory_days": 4000},
    "visits.many": {"visits": 10},
    "dates.range": {"effective_on": "1900-01-01"},
    "text.says_nothing": {"summary": {"zh-hans": "暂无"}},
    "offices.nameless": {"offices": [{"name": {}, "address": {"zh-hans": "站前路9号"}}]},
}


@pytest.mark.parametrize("loss", WORD_LOSSES, ids=lambda loss: loss.id)
def test_each_loss_takes_what_it_says_and_nothing_else(loss):
    nothing = {"materials": [], "offices": [], "result": {}}
    record = make_record(make_content(**{**nothing, **LOSING[loss.id]}))
    assert [each.id for each in lost_by(record, WORD_LOSSES)] == [loss.id]


def test_each_loss_has_a_name_of_its_own_and_a_sentence_in_both_languages():
    assert len({loss.id for loss in LOSSES}) == len(LOSSES)
    assert all(loss.zh and loss.en and loss.zh != loss.en for loss in LOSSES)


@given(contents)
def test_cleaning_a_text_twice_is_cleaning_it_once(content):
    for text in (content.title.zh_hans, content.summary.en):
        assert plain(plain(text)) == plain(text)
