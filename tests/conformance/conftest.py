"""The matrix of capabilities is printed below the results whenever the kit was run."""

from __future__ import annotations

from typing import Any


def pytest_terminal_summary(terminalreporter: Any) -> None:
    from tests.conformance.matrix import adapter_matrix, capability_matrix

    outcomes = terminalreporter.stats.get("passed", []) + terminalreporter.stats.get("failed", [])
    if any(report.nodeid.startswith("tests/conformance/") for report in outcomes):
        terminalreporter.section("capabilities of the cities' systems")
        for line in [*capability_matrix(), "", *adapter_matrix()]:
            terminalreporter.line(line)
