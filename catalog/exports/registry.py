"""The formats there are. This module alone imports them."""

from __future__ import annotations

from typing import Final

from catalog.errors import UNKNOWN_FORMAT
from catalog.exports.exporter import Exporter
from catalog.exports.formats.cpsv_ap import CpsvApJsonLd, CpsvApTurtle
from catalog.exports.formats.hsds import Hsds
from catalog.exports.formats.json_lines import JsonLines
from catalog.exports.formats.task_exchange import TaskExchange
from services_portal.kernel.errors import DomainError
from services_portal.kernel.registry import Registry, UnknownPluginError

exporters: Final[Registry[Exporter]] = Registry("export format")
exporters.register(JsonLines)
exporters.register(TaskExchange)
exporters.register(Hsds)
exporters.register(CpsvApTurtle)
exporters.register(CpsvApJsonLd)


def exporter_for(name: str) -> Exporter:
    """Return the format called ``name``. Raises DomainError ``unknown_format``."""
    try:
        return exporters.get(name)
    except UnknownPluginError as error:
        known = ", ".join(each.name for each in exporters)
        raise DomainError(UNKNOWN_FORMAT, params={"formats": known}) from error
