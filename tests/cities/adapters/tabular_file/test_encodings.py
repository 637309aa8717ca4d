"""An encoding is proved on the whole file, or the file is refused: a guess would publish broken names."""

import pytest

from tests.cities.adapters.reading import read_table

TEXT = "编号,名称\n1,住房公积金提取\n2,居民身份证换领\n"
FIELDS = [{"old_id": "1", "title": "住房公积金提取"}, {"old_id": "2", "title": "居民身份证换领"}]


@pytest.mark.parametrize(
    ("declared", "actual"),
    [
        ("gb18030", "gb18030"),
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-8", "utf-8-sig"),
        ("utf-8-sig", "utf-8"),
        ("utf-16", "utf-16"),
        ("auto", "gb18030"),
        ("auto", "utf-8"),
        ("auto", "utf-8-sig"),
        ("auto", "utf-16"),
    ],
)
def test_what_is_declared_rightly_is_read(tmp_path, declared, actual):
    reading = read_table(tmp_path / "a.csv", TEXT.encode(actual), encoding=declared)
    assert (reading.fields, reading.findings, reading.refused) == (FIELDS, [], None)


@pytest.mark.parametrize(
    ("declared", "actual", "evidence"),
    [
        ("gb18030", "utf-8", "gb18030 → utf-8"),
        ("gb18030", "utf-8-sig", "gb18030 → utf-8-sig"),
        ("gb18030", "utf-16", "gb18030 → utf-16"),
        ("utf-8", "utf-16", "utf-8 → utf-16"),
    ],
)
def test_what_is_certain_overrules_the_manifest_and_is_told(tmp_path, declared, actual, evidence):
    reading = read_table(tmp_path / "a.csv", TEXT.encode(actual), encoding=declared)
    assert reading.fields == FIELDS
    assert [(found.code, found.evidence) for found in reading.findings] == [("source.encoding_corrected", evidence)]


@pytest.mark.parametrize("declared", ["utf-8", "utf-8-sig"])
def test_chinese_of_another_encoding_is_refused_with_its_place(tmp_path, declared):
    reading = read_table(tmp_path / "a.csv", TEXT.encode("gb18030"), encoding=declared)
    assert (reading.rows, reading.refused) == ([], ("source.encoding", True))
    assert reading.evidence == [f"{declared}: byte 0: b1 e0 ba c5 2c c3 fb b3"]


def test_a_damaged_byte_far_down_gives_no_row_at_all(tmp_path):
    lines = "".join(f"{number},住房公积金提取\n" for number in range(200_000))
    content = bytearray(f"编号,名称\n{lines}".encode())
    content[-10] = 0xFF
    reading = read_table(tmp_path / "a.csv", bytes(content), encoding="utf-8")
    assert (reading.rows, reading.refused) == ([], ("source.encoding", True))
    offset = int(reading.evidence[0].split("byte ")[1].split(":")[0])
    assert len(content) - 20 < offset < len(content)


def test_names_outside_gb2312_are_read(tmp_path):
    reading = read_table(tmp_path / "a.csv", "编号,名称\n1,𬭩䗴镇\n".encode("gb18030"), encoding="gb18030")
    assert reading.fields == [{"old_id": "1", "title": "𬭩䗴镇"}]


MANY = ("编号,名称\n" + "".join(f"{number},新生儿出生登记\n" for number in range(9))).encode()


@pytest.mark.parametrize("declared", ["gb18030", "utf-8", "auto"])
def test_damaged_utf8_is_refused_and_never_read_as_something_else(tmp_path, declared):
    """Some of these decode as GB18030, as names that do not exist: 鏂扮敓鍎垮嚭."""
    for place in range(len("编号,名称\n0,".encode()) + 40, len(MANY)):
        if MANY[place] < 0x80:
            continue  # a sign of ASCII may go, and what is left is still UTF-8
        reading = read_table(tmp_path / "a.csv", MANY[:place] + MANY[place + 1 :], encoding=declared)
        assert (reading.rows, reading.refused) == ([], ("source.encoding", True))


@pytest.mark.parametrize(
    ("actual", "declared"),
    [("utf-8", "utf-8"), ("utf-8", "gb18030"), ("utf-8", "auto"), ("gb18030", "gb18030"), ("utf-16", "utf-16")],
)
def test_a_file_that_ends_within_a_character_is_truncated(tmp_path, actual, declared):
    content = MANY.decode().rstrip("\n").encode(actual)[:-1]
    reading = read_table(tmp_path / "a.csv", content, encoding=declared)
    assert (reading.rows, reading.refused) == ([], ("source.truncated", True))


def test_utf16_without_its_mark_is_refused(tmp_path):
    reading = read_table(tmp_path / "a.csv", TEXT.encode("utf-16-le"), encoding="utf-16")
    assert (reading.rows, reading.refused) == ([], ("source.encoding", True))
