"""From their columns to our words, as the manifest says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cities.adapters.base import CATALOGUE_FIELDS, LIST_FIELDS
from cities.adapters.mapping import BLANK, MappingOptions, RowMapper
from services_portal.kernel.errors import DomainError
from tests.cities.adapters.reading import read_table


def test_values_are_translated_and_others_kept(tmp_path):
    options = {
        "columns": {"old_id": "编号", "title": "名称", "audience": "对象", "channels": "方式"},
        "values": {"audience": {"个人": "person"}, "channels": {"窗口": "window", "网上": "online"}},
        "list_separator": "；",
    }
    content = "编号,名称,对象,方式\n1,a, 个人 ,窗口；网上；\n2,b,其他,电话；窗口\n"
    reading = read_table(tmp_path / "a.csv", content, **options)
    assert reading.fields == [
        {"old_id": "1", "title": "a", "audience": "person", "channels": "window\nonline"},
        {"old_id": "2", "title": "b", "audience": "其他", "channels": "电话\nwindow"},
    ]


def test_constants_hold_unless_the_row_says_otherwise(tmp_path):
    options = {
        "columns": {"old_id": "编号", "title": "名称", "region_code": "区划"},
        "constants": {"region_code": "370100000000", "status": "on"},
    }
    reading = read_table(tmp_path / "a.csv", "编号,名称,区划\n1,a,\n2,b,370102000000\n", **options)
    assert [(row["region_code"], row["status"]) for row in reading.fields] == [
        ("370100000000", "on"),
        ("370102000000", "on"),
    ]


def test_a_part_of_a_column_is_extracted_over_the_plain_column(tmp_path):
    options = {
        "columns": {"old_id": "编号", "title": "名称", "agency_code": "部门"},
        "extract": {"agency_code": {"column": "编号", "pattern": r"-(?P<value>\w{18})-"}},
    }
    content = "编号,名称,部门\nA-11511301008778183N-1,a,x\nA-00877868-5,b,y\n"
    reading = read_table(tmp_path / "a.csv", content, **options)
    assert [row["agency_code"] for row in reading.fields] == ["11511301008778183N", "y"]


def test_blanks_of_every_kind_are_taken_off_and_empty_values_left_out(tmp_path):
    options = {"columns": {"old_id": "编号", "title": "名称", "phone": "电话"}}
    reading = read_table(tmp_path / "a.csv", "编号,名称,电话\n\xa01\u3000,\ufeff\x1fa\t,\u3000\n", **options)
    assert reading.fields == [{"old_id": "1", "title": "a"}]


def test_a_separator_inside_a_line_rules_over_line_ends(tmp_path):
    options = {"columns": {"old_id": "编号", "title": "名称", "materials": "材料"}, "list_separator": "；"}
    content = '编号,名称,材料\n1,a,"身份证；\n户口\n簿"\n2,b,"身份证\n户口簿"\n'
    reading = read_table(tmp_path / "a.csv", content, **options)
    assert [row["materials"] for row in reading.fields] == ["身份证\n户口 簿", "身份证\n户口簿"]


def test_rows_with_equal_bases_have_equal_fields(tmp_path):
    content = "编号,备注,名称\n1,x,a\n1,y,a\n1,y,b\n"
    first, second, third = read_table(tmp_path / "a.csv", content).rows
    assert (list(first.basis), dict(first.fields)) == (list(second.basis), dict(second.fields))
    assert list(first.basis) != list(third.basis)
    assert first.fields.old_id() == "1"


@pytest.mark.parametrize(
    "options",
    [
        {"list_separator": ""},
        {"columns": {"old_id": "编号", "title": "名称", "phone": ""}},
        {"columns": {"old_id": "编号"}},
        {"columns": {"old_id": "编号", "title": "名称", "colour": "色"}},
        {"constants": {"colour": "red"}},
        {"values": {"colour": {}}},
        {"extract": {"phone": {"column": "a", "pattern": "(?P<value>"}}},
        {"extract": {"phone": {"column": "a", "pattern": "(.)"}}},
        {"delimiter": '"'},
        {"delimiter": "\n"},
        {"delimiter": ",,"},
        {"header_row": 0},
    ],
    ids=str,
)
def test_options_that_make_no_sense_are_refused(tmp_path, options):
    with pytest.raises(DomainError, match="bad_manifest"):
        read_table(tmp_path / "a.csv", "编号,名称\n1,a\n", **options)


words = st.sampled_from(sorted(CATALOGUE_FIELDS - {"old_id", "title"}))
cells = st.text(max_size=20)


@given(
    used=st.lists(words, unique=True, max_size=6),
    values=st.dictionaries(words, st.dictionaries(cells, cells, max_size=3), max_size=4),
    constants=st.dictionaries(words, st.just("constant"), max_size=2),
    separator=st.text(min_size=1, max_size=2),
    row=st.dictionaries(words, cells, max_size=9),
)
def test_whatever_the_row_the_fields_are_ours_and_never_empty(used, values, constants, separator, row):
    columns = {"old_id": "编号", "title": "名称", **{word: word for word in used}}
    mapper = RowMapper(MappingOptions(columns=columns, values=values, constants=constants, list_separator=separator))
    fields = mapper.fields(row)
    assert set(constants) <= set(fields) <= {*columns, *constants}
    for word, text in fields.items():
        assert text
        if word in LIST_FIELDS and word not in values and word not in constants:
            assert all(item.strip(BLANK) == item != "" for item in text.split("\n"))
    assert dict(mapper.later(row)) == fields
