"""CSV and TSV files as the old apps exported them."""

import csv
import io
from datetime import date

from seeds.authoring.dirt import RAGGED
from seeds.authoring.spelling import Row, Shape

_CUT = 3  # cells missing at the end of a ragged row


def delimited(style: Shape, rows: list[Row]) -> bytes:
    """The file in the encoding and with the delimiter that the manifest declares."""
    buffer = io.StringIO(newline="")
    # GB18030 exports came from Windows programs, the others from servers.
    ending = "\r\n" if style.options["encoding"] == "gb18030" else "\n"
    writer = csv.writer(buffer, delimiter=style.options["delimiter"], lineterminator=ending)
    writer.writerow(style.columns.values())
    for row in rows:
        cells = [_text(row[word]) for word in style.columns]
        writer.writerow(cells[:-_CUT] if RAGGED in row else cells)
    return buffer.getvalue().encode(style.options["encoding"])


def _text(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
