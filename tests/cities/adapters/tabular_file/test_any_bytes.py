"""Whatever bytes come: rows and findings, or a refusal with findings; never another error, never half a row."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cities.adapters.reading import COLUMNS, manifest, read
from tests.cities.adapters.tabular_file import workbooks

ANY_SIZE = settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
ENCODINGS = st.sampled_from(["auto", "utf-8", "utf-8-sig", "gb18030", "utf-16"])
SIGNS = st.sampled_from(list('编号名称,\n\r"=\x00\ufeff;|\t 公12é𬭩'))
TABLES = st.builds(
    lambda text, encoding, tail: f"编号,名称\n{text}".encode(encoding) + tail,
    st.text(SIGNS, max_size=200),
    st.sampled_from(["utf-8", "gb18030", "utf-16", "utf-8-sig"]),
    st.binary(max_size=3),
)


def check(reading):
    if reading.error is not None:
        assert reading.error.permanent
        assert reading.error.findings
    assert [row.number for row in reading.rows] == list(range(1, len(reading.rows) + 1))
    told = {found.row for found in reading.findings}
    for row in reading.rows:
        assert set(row.fields) <= set(COLUMNS)
        assert all(isinstance(text, str) and text == text.strip() and text for text in row.fields.values())
        assert "\x00" not in "".join(row.raw.values())
        assert set(COLUMNS.values()) <= set(row.raw) or row.number in told


@ANY_SIZE
@given(content=st.binary(min_size=1, max_size=400) | TABLES, encoding=ENCODINGS)
def test_any_bytes_as_a_table(tmp_path, content, encoding):
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    check(read(manifest("tabular_file", {"encoding": encoding}), path))


@ANY_SIZE
@given(content=st.binary(max_size=300), place=st.integers(0, 6000), xml=st.binary(max_size=60))
def test_any_damage_to_a_workbook(tmp_path, content, place, xml):
    path = workbooks.write_with(tmp_path / "a.xlsx", {workbooks.SHEET: workbooks.sheet(xml)})
    whole = path.read_bytes()
    path.write_bytes(whole[:place] + content + whole[place + len(content) :])
    check(read(manifest("tabular_file", {"format": "xlsx"}), path))


@ANY_SIZE
@given(
    st.lists(
        st.lists(
            st.text(st.characters(blacklist_categories=["Cs", "Cc"]), max_size=8).map(str.strip), min_size=2, max_size=2
        ),
        max_size=8,
    )
)
def test_what_was_written_is_what_is_read(tmp_path, rows):
    import csv

    rows = [[f"n{number}", title] for number, (_any, title) in enumerate(rows)]
    path = tmp_path / "a.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream).writerows([["编号", "名称"], *rows])
    assert [[row.raw["编号"], row.raw["名称"]] for row in read(manifest("tabular_file", {}), path).rows] == rows
