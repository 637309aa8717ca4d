"""One table in every spelling: any delimiter, any line end, any mixture of them; the same rows."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cities.adapters.reading import read_table

ROWS = [["编号", "名称", "备注"], ["1", "户口登记", "a,b;c|d"], ["2", "落户", ""], ["3", "换领", "x\ty"]]
FIELDS = [{"old_id": row[0], "title": row[1]} for row in ROWS[1:]]
ENDS = ["\n", "\r\n", "\r"]


def quoted(cell):
    return f'"{cell}"' if any(sign in cell for sign in ",;|\t") else cell


def table(delimiter, ends):
    lines = [delimiter.join(map(quoted, row)) for row in ROWS]
    return "".join(line + end for line, end in zip(lines, ends, strict=True))


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(",\t;|"), st.lists(st.sampled_from(ENDS), min_size=4, max_size=4), st.booleans())
def test_the_same_rows_in_every_spelling(tmp_path, delimiter, ends, told):
    options = {"delimiter": delimiter if told else "auto"}
    reading = read_table(tmp_path / "a", table(delimiter, ends), **options)
    assert (reading.fields, reading.error, reading.findings) == (FIELDS, None, [])
    assert [list(row.raw.values()) for row in reading.rows] == ROWS[1:]


def test_the_header_decides_and_not_what_is_most(tmp_path):
    reading = read_table(tmp_path / "a", "编号;名称\n1;a,b,c\n2;,,,,\n", delimiter="auto")
    assert [row["title"] for row in reading.fields] == ["a,b,c", ",,,,"]


def test_a_header_further_down_decides(tmp_path):
    reading = read_table(tmp_path / "a", "某市,事项清单\n编号\t名称\n1\t户口登记\n", delimiter="auto", header_row=2)
    assert reading.fields == [{"old_id": "1", "title": "户口登记"}]


def test_where_no_delimiter_gives_the_columns_the_table_is_refused(tmp_path):
    assert read_table(tmp_path / "a", "编号 名称\n1 户口登记\n", delimiter="auto").refused == (
        "source.missing_column",
        True,
    )


@pytest.mark.parametrize(("most", "refused"), [(3, None), (2, ("source.too_many_rows", True))])
def test_a_table_has_no_more_rows_than_allowed(tmp_path, most, refused):
    reading = read_table(tmp_path / "a", table(",", ["\n"] * 4), max_rows=most)
    assert (len(reading.rows), reading.refused) == (most, refused)
