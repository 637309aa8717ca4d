"""Say whether a city would come over, and how well."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError

from catalog.intake.readiness import Verdict, city_readiness
from cities.manifests import all_slugs

EXITS: Final = {Verdict.READY: 0, Verdict.FINDINGS: 3, Verdict.NOT_READY: 2}
WORDS: Final = {
    Verdict.READY: "可以迁入 · ready",
    Verdict.FINDINGS: "可以迁入，有待处理的问题 · ready with findings",
    Verdict.NOT_READY: "尚不能迁入 · not ready",
}
OUTCOMES: Final = {
    "created": "新增",
    "updated": "更新",
    "unchanged": "未变",
    "queued": "待人工",
    "rejected": "不收录",
    "retired": "停用",
}
MARKS: Final = {True: "✓", False: "✗", None: "·"}
SEVERITIES: Final = {"error": "错误", "warning": "警告", "info": "提示"}


class Command(BaseCommand):
    """`city_check <slug> [--source FILE] [--report FILE]`, or `--all`."""

    help = (
        "Say whether a city would come over, and how well: manifest, adapter, source, what an import would do, "
        "coverage of the directory, fields never filled. Writes nothing but the report. "
        "Exit codes: 0 ready, 1 wrong call, 2 not ready, 3 ready with findings."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("slug", nargs="?", help="the city's short name")
        parser.add_argument("--all", action="store_true", dest="every", help="every city that has a manifest")
        parser.add_argument(
            "--source", type=Path, help="a file, or a folder of tables, to read instead of what the manifest names"
        )
        parser.add_argument("--report", type=Path, help="where to write the whole report as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Check, tell, and exit with the worst verdict."""
        slug, source = options["slug"], options["source"]
        if (slug is None) is not options["every"]:
            raise CommandError("Give a city's short name, or --all.")
        if source is not None and slug is None:
            raise CommandError("--source goes with one city.")
        if source is not None and not source.exists():
            raise CommandError(f"There is no file {source}.")
        reports = []
        for each in all_slugs() if slug is None else [slug]:
            reports.append(city_readiness(each, source))
            for line in told(reports[-1]):
                self.stdout.write(line)
        if options["report"] is not None:
            whole = reports if slug is None else reports[0]
            text = json.dumps(whole, ensure_ascii=False, indent=2, default=str)
            options["report"].write_text(f"{text}\n", encoding="utf-8")
        verdicts = {Verdict(report["verdict"]) for report in reports}
        worst = next((verdict for verdict in reversed(Verdict) if verdict in verdicts), Verdict.READY)
        if EXITS[worst]:
            sys.exit(EXITS[worst])


def told(report: dict[str, Any]) -> Iterator[str]:
    """Yield what people read of a report, Chinese and English beside each other."""
    yield f"== {report['city']} · {report.get('adapter', '?')}: {WORDS[Verdict(report['verdict'])]}"
    for step in report["steps"]:
        yield f"  {MARKS[step['ok']]} {step['zh']} · {step['en']}"
    if "rows" in report:
        counts = ", ".join(f"{OUTCOMES[name]} {name} {count:,}" for name, count in report["outcomes"].items())
        yield f"  行数 · rows {report['rows']:,}: {counts}"
        coverage = report["coverage"]
        yield f"  目录覆盖 · coverage {coverage['covered']:,} / {coverage['matters']:,} ({coverage['share']:.1%})"
        if empty := report["fields"]["never_filled"]:
            yield f"  从未填写的字段 · fields never filled: {', '.join(empty)}"
    for finding in report["findings"]:
        gravity = f"{SEVERITIES[finding['severity']]} {finding['severity']}"
        text = f"{finding['zh']} · {finding['en']}" if "zh" in finding else finding["evidence"]
        yield f"  {finding['count']:>7,} × {finding['rule']} ({gravity}): {text}"
        if "zh" in finding and finding.get("evidence"):
            yield f"            {finding['evidence']}"
