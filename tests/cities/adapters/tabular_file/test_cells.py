"""What stands in a cell stays text: told where it is odd, never run and never lost without a word."""

import pytest

from tests.cities.adapters.reading import read_table


@pytest.mark.parametrize(
    "cell",
    ["=1+1", "=", '=HYPERLINK("http://x")', "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3|x!A1", "+(1)", "\tx", "-A1"],
)
def test_what_a_spreadsheet_would_run_is_told_and_kept(tmp_path, cell):
    quoted = cell.replace('"', '""')
    reading = read_table(tmp_path / "a.csv", f'编号,名称\n1,"{quoted}"\n')
    assert reading.told == [("source.formula", 1, "名称")]
    assert reading.findings[0].evidence == cell
    assert reading.rows[0].raw["名称"] == cell
    assert reading.rows[0].fields["title"] == cell.strip()


@pytest.mark.parametrize("cell", ["+8653112345", "-5", "-", "+", "-1.5%", "- 身份证原件", "@", "a=b", "1+1"])
def test_what_no_spreadsheet_would_run_is_not(tmp_path, cell):
    assert read_table(tmp_path / "a.csv", f"编号,名称\n1,{cell}\n").findings == []


def test_script_is_left_as_it_is(tmp_path):
    reading = read_table(tmp_path / "a.csv", "编号,名称\n1,<script>alert(1)</script>\n")
    assert (reading.rows[0].fields["title"], reading.findings) == ("<script>alert(1)</script>", [])


def test_nul_is_taken_out_and_told(tmp_path):
    reading = read_table(tmp_path / "a.csv", b"\xe7\xbc\x96\xe5\x8f\xb7\x00,\xe5\x90\x8d\xe7\xa7\xb0\n1,a\x00b\n")
    assert reading.rows[0].raw == {"编号": "1", "名称": "ab"}
    assert reading.told == [("source.nul", 1, "名称")]


def test_a_cell_longer_than_allowed_is_cut_and_keeps_its_row_out(tmp_path):
    reading = read_table(tmp_path / "a.csv", "编号,名称\n1,一二三四五六\n", max_cell=5)
    assert reading.rows[0].fields["title"] == "一二三四五"
    assert [(found.code, found.severity) for found in reading.findings] == [("source.cell_too_large", "error")]


def test_any_delimiter_may_be_declared(tmp_path):
    reading = read_table(tmp_path / "a.csv", "编号|名称\n1|a,b\n", delimiter="|")
    assert reading.fields == [{"old_id": "1", "title": "a,b"}]


def test_a_quoted_cell_may_hold_line_ends(tmp_path):
    options = {"columns": {"old_id": "编号", "title": "名称", "steps": "流程"}}
    reading = read_table(tmp_path / "a.csv", '编号,名称,流程\n1,a,"申请\r\n\r\n 受理 "\n', **options)
    assert reading.fields == [{"old_id": "1", "title": "a", "steps": "申请\n受理"}]
