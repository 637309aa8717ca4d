"""CSV files for people who open them in a spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from django.http import StreamingHttpResponse
from django.utils import translation

from cities.adapters.cells import neutral

BOM: Final = "\ufeff"  # without it spreadsheets take UTF-8 for the system's own encoding


class _Echo:
    """What csv writes to: it gives the line back."""

    def write(self, line: str) -> str:
        return line


def harmless(value: Any) -> str:
    """Return a cell that no spreadsheet runs."""
    return neutral("" if value is None else str(value))


def csv_answer(filename: str, header: Sequence[Any], rows: Iterable[Sequence[Any]]) -> StreamingHttpResponse:
    """Stream ``rows`` as a file called ``filename`` (ASCII), in bounded memory.

    The rows are told in the reader's language, though they are read when the request has left its own behind.
    """
    writer, language = csv.writer(_Echo()), translation.get_language()

    def lines() -> Iterator[str]:
        with translation.override(language):
            yield BOM + writer.writerow([harmless(cell) for cell in header])
            for row in rows:
                yield writer.writerow([harmless(cell) for cell in row])

    answer = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{filename}"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
