"""The exchange form: what the adapter reads of what was written is what was written, formulas and all."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import msgspec
import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.content import Text
from catalog.exports.fields import WORDS, fields_of
from catalog.exports.formats.task_exchange import LONGEST_CELL, TaskExchange, cell_of
from catalog.exports.records import ServiceRecord
from cities.adapters.mapping import bare_text
from cities.adapters.registry import adapters
from tests.catalog.exports.generated import make_record, odd, records
from tests.cities.adapters.reading import Reading, read
from tests.cities.adapters.task_exchange.exchange import manifest
from tests.factories.catalog import make_content

EXPORTER = TaskExchange()
QUICK = settings(deadline=None, max_examples=90, suppress_health_check=[HealthCheck.function_scoped_fixture])
DANGEROUS = [
    "=1+1", "+1", "-1", "@SUM(A1)", "\tx", "'=1", "''@", "＝1+1", "=cmd|'/c calc'!A1", "#REF!", "_x0041_", "_x005F_"
]  # fmt: skip


def written(*written_records: ServiceRecord) -> bytes:
    stream = io.BytesIO()
    EXPORTER.write(written_records, stream)
    return stream.getvalue()


def read_back(folder: Path, *written_records: ServiceRecord) -> Reading:
    path = folder / "export.xlsx"
    path.write_bytes(written(*written_records))
    return read(manifest(), path)


def kept(record: ServiceRecord) -> dict[str, str]:
    """Return the words of a record that the form carries, as any adapter gives texts."""
    fields = {word: bare_text(text) for word, text in fields_of(record).items() if word in EXPORTER.carries}
    return {word: text for word, text in fields.items() if text}


def alone(several: list[ServiceRecord]) -> list[ServiceRecord]:
    """Return the records with ids and implementation codes that no two share, as the registry has them."""
    return [
        msgspec.structs.replace(
            record,
            service_id=UUID(int=place + 1),
            old_ids=tuple(f"{place}{old_id}" for old_id in record.old_ids),
            implementation_code=record.implementation_code if place == 0 else None,
        )
        for place, record in enumerate(several)
    ]


@QUICK
@given(st.lists(records, max_size=3).map(alone))
def test_what_was_written_is_what_is_read(tmp_path, several):
    reading = read_back(tmp_path, *several)
    assert reading.error is None
    given = [{word: text for word, text in row.items() if word != "updated_at"} for row in reading.fields]
    assert given == [kept(record) for record in several]


def test_it_carries_every_word_but_the_day():
    assert EXPORTER.carries == WORDS - {"updated_at"}
    columns = adapters.options("task_exchange", {}).columns
    assert set(columns) >= EXPORTER.carries


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_cell_is_a_formula_and_the_text_comes_back(tmp_path, text):
    record = make_record(make_content(), old_ids=(text,), agency_name=Text(text))
    book = openpyxl.load_workbook(io.BytesIO(written(record)))
    cells = [cell for row in book.active.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "e"}
    assert not [cell.value for cell in cells if isinstance(cell.value, str) and cell.value[:1] in set("=+-@\t\r＝")]
    row = read_back(tmp_path, record).fields[0]
    assert (row["old_id"], row["agency_name"]) == (bare_text(text), bare_text(fields_of(record)["agency_name"]))


@given(odd.filter(lambda text: "\x00" not in text))
def test_a_cell_is_never_run(text):
    assert cell_of(text)[:1] not in set("=+-@\t\r＝＋－＠")


def test_the_sync_columns_say_when_and_which(tmp_path):
    record = make_record(make_content(), version=3, published_at=datetime(2026, 1, 2, 3, 4, 5, 678, tzinfo=UTC))
    raw = read_back(tmp_path, record).rows[0].raw
    assert {name: raw[name] for name in ("TASK_VERSION", "CD_OPERATION", "CD_TIME")} == {
        "TASK_VERSION": "3",
        "CD_OPERATION": "U",
        "CD_TIME": "2026-01-02 11:04:05.000678",
    }


def test_codes_are_those_of_the_form(tmp_path):
    content = make_content(
        audiences=["person", "enterprise"], channels=[{"kind": "window"}, {"kind": "app"}], statutory_days=20
    )
    raw = read_back(tmp_path, make_record(content)).rows[0].raw
    assert (raw["SERVER_TYPE"], raw["HANDLE_TYPE"]) == ("1,2", "1,app")
    assert (raw["ANTICIPATE_DAY"], raw["ANTICIPATE_TYPE"], raw["TASK_STATE"]) == ("20", "1", "1")


def test_a_text_that_no_cell_holds_loses_its_end_and_a_list_whole_entries():
    assert len(cell_of("a" * LONGEST_CELL)) == LONGEST_CELL
    assert set(cell_of("a" * (LONGEST_CELL + 1))) == {"a"}
    lines = "\n".join(["办" * 100] * 400)
    assert set(cell_of(lines).split("\n")) == {"办" * 100}
