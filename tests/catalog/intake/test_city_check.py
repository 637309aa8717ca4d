"""``manage.py city_check``: whether a city would come over, and how well, without writing anything."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from catalog.intake.readiness import city_readiness
from cities.manifests import load_file
from cities.models import City
from tests.catalog.intake.conftest import Made
from tests.catalog.intake.digests import digests
from tests.cities.adapters.json_feed.reading import COLUMNS as FEED_COLUMNS
from tests.cities.feed_server import answering, serving
from tests.cities.guangan.real import FOLDER, MANIFEST, ROWS, real_file


def check(*arguments: str) -> tuple[int, str]:
    """Call the command and return its exit code and what it prints."""
    printed, code = StringIO(), 0
    try:
        call_command("city_check", *arguments, stdout=printed)
    except SystemExit as end:
        code = int(end.code or 0)
    return code, printed.getvalue()


def failed_step(report: dict[str, Any]) -> str:
    """Return the step that failed; those before it are fine, those behind it not known."""
    marks = [step["ok"] for step in report["steps"]]
    place = marks.index(False)
    assert marks == [True] * place + [False] + [None] * (len(marks) - place - 1)
    return str(report["steps"][place]["step"])


def test_a_city_that_is_ready(made: Made, tmp_path: Path) -> None:
    made.write(made.rows(12))
    before = digests()
    target = tmp_path / "report.json"
    code, printed = check("testing", "--report", str(target))
    report = json.loads(target.read_text(encoding="utf-8"))
    assert (code, report["verdict"], report["rows"], report["outcomes"]) == (0, "ready", 12, {"created": 12})
    assert report["coverage"] == {"matters": 30, "covered": 12, "share": 0.4}
    assert [step["ok"] for step in report["steps"]] == [True] * 7
    assert report["capabilities"] == ["read_accounts", "read_catalogue"]
    assert "可以迁入 · ready" in printed
    assert digests() == before


def test_a_city_that_has_come_over_already_is_told_as_it_stands(made: Made) -> None:
    made.take(made.rows(12))
    report = city_readiness("testing")
    assert (report["verdict"], report["outcomes"], report["coverage"]["covered"]) == ("ready", {"unchanged": 12}, 12)


def test_findings_come_by_rule_with_their_texts_and_fields_with_their_shares(made: Made, tmp_path: Path) -> None:
    rows = made.rows(4)
    rows[0]["title"] = ""
    rows[1]["phone"] = "无效"
    for row in rows:
        row["legal_basis"] = ""
    made.write(rows)
    code, printed = check("testing")
    report = city_readiness("testing")
    assert (code, report["verdict"], report["outcomes"]) == (3, "ready_with_findings", {"created": 3, "rejected": 1})
    told = {found["rule"]: found for found in report["findings"]}
    assert told["title.empty"]["count"] == 1
    assert told["title.empty"]["severity"] == "error"
    assert told["title.empty"]["examples"][0]["row"] == 1
    assert f"title.empty (错误 error): {told['title.empty']['zh']} · {told['title.empty']['en']}" in printed
    assert "legal_basis" in report["fields"]["never_filled"]
    assert report["fields"]["filled"]["title"] == 0.75
    assert "fields never filled" in printed


def test_nothing_that_could_be_published_is_not_ready(made: Made) -> None:
    rows = made.rows(2)
    for row in rows:
        row["title"] = ""
    made.write(rows)
    assert (check("testing")[0], city_readiness("testing")["verdict"]) == (2, "not_ready")


@pytest.mark.parametrize(
    ("content", "step", "rule"),
    [
        (None, "reachable", "source.missing_file"),
        (b"", "reachable", "source.empty_file"),
        (b"a,b\n1,2\n", "columns", "source.missing_column"),
        ("编号,名称\n1,测".encode() + b"\xff\n", "encoding", "source.encoding"),
        (b"PK\x03\x04", "read", "source.truncated"),
    ],
)
def test_a_source_that_cannot_be_read(made: Made, content: bytes | None, step: str, rule: str) -> None:
    if content is not None:
        (made.folder / "testing.csv").write_bytes(content)
    report = city_readiness("testing")
    assert (report["verdict"], failed_step(report)) == ("not_ready", step)
    assert rule in {found["rule"] for found in report["findings"]}
    assert all(found["zh"] and found["en"] for found in report["findings"])
    assert check("testing")[0] == 2


FEED = """
slug = "testing"
[name]
zh-hans = "测试市"
[region]
code = "370100000000"
name = {{ zh-hans = "测试市" }}
[adapter]
name = "json_feed"
[adapter.options]
url = "{url}"
items = "data.records"
next = "data.next"
tries = 1
{auth}
[adapter.options.columns]
{columns}
"""


@pytest.mark.parametrize(
    ("status", "auth", "step"),
    [
        (401, "", "access"),
        (503, "", "reachable"),
        (200, "", "read"),
        (200, 'auth = { kind = "bearer", token_env = "NO_SUCH_TOKEN" }', "options"),
    ],
)
@pytest.mark.django_db
def test_a_feed_that_does_not_answer(city_folder: Path, status: int, auth: str, step: str) -> None:
    with serving(behaviour=answering(status, b"{")) as feed:
        columns = "\n".join(f'{word} = "{column}"' for word, column in FEED_COLUMNS.items())
        (city_folder / "testing.toml").write_text(FEED.format(url=feed.url, columns=columns, auth=auth))
        assert failed_step(city_readiness("testing")) == step


@pytest.mark.parametrize(
    ("manifest", "said"),
    [("slug = 1", "slug"), ('slug = "testing"\ncolour = "red"', "colour"), (None, "")],
)
@pytest.mark.django_db
def test_a_manifest_that_is_none(city_folder: Path, manifest: str | None, said: str) -> None:
    if manifest is not None:
        (city_folder / "testing.toml").write_text(manifest)
    report = city_readiness("testing")
    assert failed_step(report) == "manifest"
    assert said in report["findings"][0]["evidence"]
    assert check("testing")[0] == 2


@pytest.mark.django_db
def test_a_city_that_is_not_registered_is_checked_and_stays_unregistered(settings: Any) -> None:
    settings.PORTAL_CITY_DIRS = [FOLDER]
    before = digests()
    report = city_readiness("guangan", real_file())
    assert report["rows"] == sum(report["outcomes"].values()) == ROWS
    assert report["outcomes"]["created"] > 0
    assert (report["verdict"], report["retired"]) == ("ready_with_findings", 0)
    assert load_file(MANIFEST).slug == report["city"]
    assert not City.objects.filter(slug="guangan").exists()
    assert digests() == before


def test_all_tells_of_each_and_exits_with_the_worst(made: Made, settings: Any) -> None:
    made.write(made.rows(3))
    settings.PORTAL_CITY_DIRS = [made.folder]
    (made.folder / "broken.toml").write_text("slug = 1")
    code, printed = check("--all")
    assert code == 2
    assert [line.split()[1] for line in printed.splitlines() if line.startswith("==")] == ["broken", "testing"]


@pytest.mark.parametrize(
    "arguments", [[], ["testing", "--all"], ["--all", "--source", "x"], ["testing", "--source", "x"]]
)
def test_a_wrong_call_is_refused(arguments: list[str]) -> None:
    with pytest.raises(CommandError):
        call_command("city_check", *arguments)
