"""XLSX files with the same bytes on every run: openpyxl stamps the clock into them, so the stamps are replaced."""

import io
import re
import zipfile
from datetime import date, datetime

from openpyxl import Workbook
from openpyxl.styles import Font

from seeds.authoring.spelling import Row, Shape

_STAMP = datetime(2024, 6, 30, 9, 0, 0)  # noqa: DTZ001 - the XLSX format stores no zone
_ZIP_STAMP = (2024, 6, 30, 9, 0, 0)
_BANNERS = (("政务服务事项清单（导出）",), ("导出单位：行政审批服务局", "导出人：系统管理员"))


def workbook(style: Shape, rows: list[Row]) -> bytes:
    """The workbook: banner lines above the header row where the manifest declares them, then one row a service."""
    book = Workbook()
    book.remove(book.worksheets[0])
    sheet = book.create_sheet(style.options["sheet"])
    for banner in _BANNERS[: style.options["header_row"] - 1]:
        sheet.append(banner)
    sheet.append(list(style.columns.values()))
    for cell in sheet[style.options["header_row"]]:
        cell.font = Font(bold=True)
    for row in rows:
        sheet.append([row[word] if row[word] != "" else None for word in style.columns])
    for line in sheet.iter_rows(min_row=style.options["header_row"] + 1):
        for cell in line:
            if isinstance(cell.value, date):
                cell.number_format = "yyyy-mm-dd"
    book.properties.creator = "services-portal seeds"
    buffer = io.BytesIO()
    book.save(buffer)
    return _restamped(buffer.getvalue())


def _restamped(raw: bytes) -> bytes:
    fixed = f"{_STAMP.isoformat()}Z".encode()
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as result:
        for name in sorted(source.namelist()):
            content = source.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", fixed, content)
            entry = zipfile.ZipInfo(name, _ZIP_STAMP)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0
            result.writestr(entry, content)
    return target.getvalue()
