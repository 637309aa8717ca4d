"""Plain word search: Chinese by words and bigrams, English by beginnings, questions by what they ask about."""

import pytest

from catalog import search
from catalog.selectors import items_for_city
from tests.factories.catalog import make_item, make_topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def directory():
    birth = make_topic("birth", 20)
    make_item("002017170001", "单位住房公积金缴存登记", english="Employer registration with the housing provident fund")
    make_item("002017170005", "购房提取住房公积金", english="Housing fund withdrawal for buying a home")
    make_item("002017170009", "租房提取", english="Withdrawal for rent", synonyms=["租房公积金", "rent money"])
    make_item("000709010001", "新生儿出生登记", english="Registration of a birth", topic=birth)


@pytest.mark.parametrize(
    ("q", "codes"),
    [
        ("公积金", ["002017170001", "002017170005", "002017170009"]),
        ("怎么提取公积金？", ["002017170005", "002017170009"]),
        ("housing fund", ["002017170001", "002017170005", "002017170009"]),
        ("Withdraw RENT", ["002017170009"]),
        ("出生", ["000709010001"]),
        ("０００７０９０１０００１", ["000709010001"]),
        ("我要提取公积金", ["002017170005", "002017170009"]),
        ("租房\u3000公积金", ["002017170009"]),
        ("\ufeff出生\u200b", ["000709010001"]),
        ("护照", []),
        ("！？", []),
        ("& | ' :* <-> \\", []),
    ],
)
def test_words_find_their_matters(directory, q, codes):
    assert [row.basic_code for row in items_for_city(None, q=q).rows] == codes


def test_a_word_that_only_asks_is_searched_for_when_nothing_else_is_there():
    assert search.query("怎么 公积金") == "'公积' & '积金'"
    assert search.query("怎么") == "'怎么'"
    assert search.query("…") is None
