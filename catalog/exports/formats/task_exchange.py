"""The 实施清单 exchange form as a workbook: the national field names, a row a service, read back by our adapter."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Any, BinaryIO, ClassVar, Final

from django.utils import timezone
from openpyxl import Workbook

from catalog.exports.exporter import Exporter
from catalog.exports.fields import LOSSES, WORDS, fields_of
from catalog.exports.losses import Loss
from catalog.exports.records import ServiceRecord
from cities.adapters.cells import neutral
from cities.adapters.registry import adapters

ADAPTER: Final = "task_exchange"
SHEET: Final = "TASK_GENERAL_BASIC"
# The format's own bounds.
LONGEST_CELL: Final = 32_767
MOST_ROWS: Final = (1 << 20) - 1
_ESCAPED: Final = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
# What XML cannot hold, or does not keep, stands as its number.
_NUMBERED: Final = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")
_TERM: Final = re.compile(r"(\d+)(个工作日|个自然日)")
_UNIT_CODES: Final = {"个工作日": "1", "个自然日": "2"}
_SYNC: Final = ("TASK_VERSION", "CD_OPERATION", "CD_TIME")
_BESIDE: Final = ("ANTICIPATE_TYPE", "PROMISE_TYPE", "IS_FEE")


@cache
def _form() -> tuple[dict[str, str], dict[str, dict[str, str]]]:
    """Return what the adapter reads by default: our word → its column, our word → our value → its code."""
    options: Any = adapters.options(ADAPTER, {})
    columns = {word: name for word, name in options.columns.items() if word != "updated_at"}
    codes: dict[str, dict[str, str]] = {}
    for word, values in options.values.items():
        for code, ours in values.items():
            codes.setdefault(word, {}).setdefault(ours, code)
    codes["audience"]["both"] = f"{codes['audience']['person']},{codes['audience']['enterprise']}"
    return columns, codes


def _term(text: str) -> tuple[str, str]:
    match = _TERM.fullmatch(text)
    return (match[1], _UNIT_CODES[match[2]]) if match else (text, "")


def row_of(record: ServiceRecord) -> dict[str, str]:
    """Return a service as a row of the form: column → text, those that say nothing left out."""
    columns, codes = _form()
    fields = fields_of(record)
    row: dict[str, str] = {}
    for word, name in columns.items():
        text = fields.get(word, "")
        if word == "channels":
            text = ",".join(codes[word].get(kind, kind) for kind in text.split("\n") if kind)
        elif word in codes:
            text = codes[word].get(text, text)
        row[name] = text
    row["ANTICIPATE_DAY"], row["ANTICIPATE_TYPE"] = _term(fields.get("statutory_days", ""))
    row["PROMISE_DAY"], row["PROMISE_TYPE"] = _term(fields.get("promised_days", ""))
    row["IS_FEE"] = "1" if "fees" in fields else ""
    row["TASK_VERSION"] = str(record.version)
    row["CD_OPERATION"] = "I" if record.version == 1 else "U"
    row["CD_TIME"] = timezone.localtime(record.published_at).strftime("%Y-%m-%d %H:%M:%S.%f")
    return {name: text for name, text in row.items() if text}


def cell_of(text: str) -> str:
    """Return a text as a cell holds it: never run as a formula, within the format's bounds, read back as it was."""
    kept = _ESCAPED.sub("_x005F_", neutral(text))
    kept = _NUMBERED.sub(lambda sign: f"_x{ord(sign[0]):04X}_", kept)
    if len(kept) <= LONGEST_CELL:
        return kept
    # A list loses whole entries, a text its end; an escape that is cut would be read as another text.
    shorter = text[: LONGEST_CELL // 8]
    return cell_of(shorter[: shorter.rfind("\n")] if "\n" in shorter else shorter)


class TaskExchange(Exporter):
    """Writes the exchange form."""

    name = ADAPTER
    label_zh = "实施清单交换表（XLSX）"
    label_en = "Implementation list exchange form (XLSX)"
    media_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    extension = "xlsx"
    # The time of synchronisation is exact here, and the word for it is a day.
    carries = WORDS - {"updated_at"}
    loses: ClassVar[tuple[Loss, ...]] = (
        *LOSSES,
        Loss(
            "cells.size",
            f"单元格超过 {LONGEST_CELL:,} 个字符的部分。",
            f"What a cell cannot hold beyond its {LONGEST_CELL:,} characters.",
        ),
    )

    def write(self, records: Iterable[ServiceRecord], stream: BinaryIO) -> None:
        """Write every record to ``stream``, in bounded memory. Raises ValueError beyond the rows of a sheet."""
        columns, _codes = _form()
        names = [*columns.values(), *_BESIDE, *_SYNC]
        book = Workbook(write_only=True)
        sheet = book.create_sheet(SHEET)
        sheet.append(names)
        for number, record in enumerate(records, start=1):
            if number > MOST_ROWS:
                raise ValueError(f"a sheet holds no more than {MOST_ROWS} services")
            row = row_of(record)
            sheet.append([cell_of(row[name]) if name in row else None for name in names])
        book.save(stream)
