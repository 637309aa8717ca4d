"""The three files of the real list of 广安区, each in its own form and encoding, give the same result."""

from __future__ import annotations

from typing import Any

import pytest

from catalog.intake.readiness import city_readiness
from tests.cities.guangan.real import FOLDER, JSON_MANIFEST, ROWS, real_file

# What is said of the file and not of its rows.
OF_THE_FILE = frozenset({"source.encoding_corrected"})


def result(report: dict[str, Any]) -> tuple[Any, ...]:
    """Return what came of the rows."""
    found = {each["rule"]: (each["count"], each["examples"]) for each in report["findings"]}
    return report["rows"], report["outcomes"], {rule: told for rule, told in found.items() if rule not in OF_THE_FILE}


@pytest.mark.django_db
def test_the_three_files_give_the_same_result(settings: Any) -> None:
    settings.PORTAL_CITY_DIRS = [FOLDER]
    gb18030 = result(city_readiness("guangan", real_file("guangan_items_gb18030.csv")))
    assert gb18030[0] == ROWS
    assert result(city_readiness("guangan", real_file("guangan_items_utf8bom.csv"))) == gb18030
    settings.PORTAL_CITY_DIRS = [JSON_MANIFEST.parent]
    assert result(city_readiness("guangan", real_file("guangan_items.json"))) == gb18030
