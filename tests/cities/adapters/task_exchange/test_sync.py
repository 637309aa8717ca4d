"""The sync columns: the last state of a task counts, a deleted one is gone, batches and times are in order."""

import json
import os

import pytest

from cities.adapters.base import AdapterError, Capability, SourceRef
from cities.adapters.contrib.task_exchange.sync import comparable_time
from cities.adapters.registry import adapters
from tests.cities.adapters.reading import manifest as manifest_of
from tests.cities.adapters.task_exchange.exchange import manifest, read_tasks, write


def state(code, title, time="", batch="", version="", operation="U"):
    return {
        "ROW_GUID": f"G-{code}",
        "TASK_CODE": code,
        "TASK_NAME": title,
        "CD_TIME": time,
        "CD_BATCH": batch,
        "TASK_VERSION": version,
        "CD_OPERATION": operation,
    }


@pytest.mark.parametrize("kind", ["csv", "xlsx", "json"])
@pytest.mark.parametrize(
    ("older", "newer"),
    [
        ({"time": "2024-01-02 09:00:00"}, {"time": "2024-01-02 10:00:00"}),
        ({"time": "2024-01-02 09:00:00"}, {"time": "20240102090001"}),
        ({"time": "2024-01-02 09:00:00"}, {"time": "2024-01-02T01:00:01Z"}),
        ({"time": "2024年1月2日"}, {"time": "2024/1/10"}),
        ({"time": "2024-01-02", "batch": "9"}, {"time": "2024-01-02", "batch": "10"}),
        ({"batch": "1", "version": "9"}, {"batch": "1", "version": "10"}),
        ({"version": "1"}, {"version": "1"}),
    ],
)
def test_the_last_state_counts(tmp_path, kind, older, newer):
    first, last = state("A", "旧", **older), state("A", "新", **newer)
    reading = read_tasks(tmp_path, [first, state("B", "另"), last], kind)
    assert [row["title"] for row in reading.fields] == ["另", "新"]
    assert [row.number for row in reading.rows] == [2, 3]
    assert [(found.code, found.evidence) for found in reading.findings] == [
        ("source.superseded", "1, the first is row 1")
    ]


def test_the_place_in_the_file_says_nothing_where_the_time_does(tmp_path):
    rows = [state("A", "新", time="2024-05-01"), state("A", "旧", time="2023-05-01")]
    assert [row["title"] for row in read_tasks(tmp_path, rows).fields] == ["新"]


def test_items_of_one_task_are_told_apart(tmp_path):
    rows = [{**state("A", title), "ROW_GUID": title, "TASK_HANDLE_ITEM": f"A0{title}"} for title in "12"]
    assert [row["old_id"] for row in read_tasks(tmp_path, rows).fields] == ["1", "2"]


def test_a_deleted_task_is_gone_unless_it_came_back(tmp_path):
    rows = [
        state("A", "甲", time="2024-01-01", operation="I"),
        state("A", "甲", time="2024-01-02", operation="D"),
        state("B", "乙", time="2024-01-02", operation="d"),
        state("C", "丙", time="2024-01-01", operation="D"),
        state("C", "丙", time="2024-01-02", operation="I"),
    ]
    reading = read_tasks(tmp_path, rows)
    assert [row["title"] for row in reading.fields] == ["丙"]
    assert [found.code for found in reading.findings] == ["source.superseded", "source.withdrawn"]


def test_what_is_said_of_a_row_that_does_not_count_is_not_told(tmp_path):
    rows = [state("A", "=1+1", time="2024-01-01"), state("A", "=2+2", time="2024-01-02")]
    assert read_tasks(tmp_path, rows).told == [
        ("source.formula", 2, "TASK_NAME"),
        ("source.superseded", None, None),
    ]


def test_a_time_or_operation_that_nobody_can_read_is_told(tmp_path):
    reading = read_tasks(tmp_path, [state("A", "甲", time="昨天", operation="X"), state("B", "乙", time="2024-02-30")])
    assert [row["title"] for row in reading.fields] == ["甲", "乙"]
    assert reading.told == [
        ("source.sync_time", 1, "CD_TIME"),
        ("source.sync_operation", 1, "CD_OPERATION"),
        ("source.sync_time", 2, "CD_TIME"),
    ]


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("2024-03-05 07:08:09", "20240305070809000000"),
        ("2024-03-05 07:08:09.5", "20240305070809500000"),
        ("2024-3-5", "20240305000000000000"),
        ("2024年03月05日 07时08分", "20240305070800000000"),
        ("20240305", "20240305000000000000"),
        ("2024-03-04T23:08:09Z", "20240305070809000000"),
        ("2024-03-05T07:08:09+08:00", "20240305070809000000"),
        ("", ""),
        ("2024-13-01", None),
        ("即日", None),
        ("0001-01-01T00:00:00+14:00", None),
    ],
)
def test_moments_sort_as_digits(text, digits):
    assert comparable_time(text) == digits


def touch(path):
    told = path.stat()
    os.utime(path, ns=(told.st_atime_ns, told.st_mtime_ns + 1_000_000))


class TestChanges:
    """What changed since a cursor."""

    ROWS = (
        state("A", "甲", time="2024-01-01 08:00:00", batch="1", operation="I"),
        state("C", "丙", time="2024-01-03 08:00:00", batch="3", operation="I"),
        state("B", "乙", time="2024-01-02 08:00:00", batch="2", operation="I"),
        state("A", "甲", time="2024-01-04 08:00:00", batch="4", operation="D"),
        state("D", "丁", time="2024-01-04 08:00:00", batch="4"),
    )

    def changes(self, path, cursor=None, found=None, **options):
        city = manifest_of("task_exchange", {"columns": {}, "path": path.name, **options}, folder=str(path.parent))
        told = [] if found is None else found
        return adapters.get("task_exchange").changes(city, cursor, on_finding=told.append)

    def test_they_come_in_order_and_end(self, tmp_path):
        path = write(tmp_path, list(self.ROWS))
        told = self.changes(path)
        assert [row.fields["title"] for row in told.rows] == ["乙", "丙", "丁"]
        assert (told.gone, told.more) == (("G-A",), False)

    def test_they_come_page_by_page(self, tmp_path):
        path = write(tmp_path, list(self.ROWS))
        cursor, pages, gone = None, [], []
        while True:
            told = self.changes(path, cursor, page=1)
            pages.append([row.fields["title"] for row in told.rows])
            gone += told.gone
            cursor = told.cursor
            if not told.more:
                break
        assert (pages, gone) == ([["乙"], ["丙"], [], ["丁"]], ["G-A"])

    def test_the_last_moment_comes_again_and_what_is_written_later_is_not_missed(self, tmp_path):
        path = write(tmp_path, list(self.ROWS))
        cursor = self.changes(path).cursor
        touch(path)
        again = self.changes(path, cursor)
        assert ([row.fields["title"] for row in again.rows], again.gone) == (["丁"], ("G-A",))
        assert json.loads(again.cursor)[:3] == json.loads(cursor)[:3]
        late = state("AA", "迟", time="2024-01-04 08:00:00", batch="3")
        told = self.changes(write(tmp_path, [*self.ROWS, late]), cursor)
        assert [row.fields["title"] for row in told.rows] == ["迟", "丁"]

    def test_nothing_new_gives_the_place_back(self, tmp_path):
        path = write(tmp_path, list(self.ROWS))
        told = self.changes(path, '["20250101000000000000", "", ""]')
        assert (list(told.rows), told.more) == ([], False)
        assert json.loads(told.cursor)[:3] == ["20250101000000000000", "", ""]

    def test_a_file_that_was_not_touched_is_not_read_again(self, tmp_path):
        path = write(tmp_path, list(self.ROWS))
        cursor = self.changes(path).cursor
        before = path.stat()
        path.write_bytes(b"x" * before.st_size)
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
        again = self.changes(path, cursor)
        assert (list(again.rows), again.gone, again.cursor, again.more) == ([], (), cursor, False)
        touch(path)
        with pytest.raises(AdapterError):
            self.changes(path, cursor)

    def test_a_city_that_hands_its_files_in_tells_no_changes(self):
        able = adapters.get("task_exchange").is_able
        assert [
            able(Capability.CHANGES_SINCE, adapters.options("task_exchange", {"columns": {}, **named}))
            for named in ({}, {"path": "tasks.csv"})
        ] == [False, True]

    def test_only_what_is_given_is_spoken_of(self, tmp_path):
        rows = [state("A", "=1", time="2024-01-01"), state("B", "=2", time="2024-01-02", operation="X")]
        path, found = write(tmp_path, rows), []
        assert [row.number for row in self.changes(path, '["20240102000000000000", "", ""]', found).rows] == [2]
        assert [(each.code, each.row) for each in found] == [("source.formula", 2), ("source.sync_operation", 2)]

    @pytest.mark.parametrize("cursor", ["", "7", "[1, 2, 3]", '["a", "b"]', "{}", "[" * 100_000])
    def test_a_cursor_that_is_none_is_refused(self, tmp_path, cursor):
        with pytest.raises(AdapterError, match=r"source\.cursor") as told:
            self.changes(write(tmp_path, list(self.ROWS)), cursor)
        assert told.value.permanent


def test_a_file_that_changes_while_it_is_read_is_tried_again(tmp_path):
    path = write(tmp_path, [state("A", "甲"), state("B", "乙")])
    rows = adapters.get("task_exchange").rows(manifest(), SourceRef(path), on_finding=lambda found: None)
    assert next(rows).fields["title"] == "甲"
    os.utime(path, ns=(1, 1))
    with pytest.raises(AdapterError, match=r"source\.changed") as told:
        list(rows)
    assert not told.value.permanent
