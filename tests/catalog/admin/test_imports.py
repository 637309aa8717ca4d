"""A city's catalogue is handed in, tried, taken in; the report and its files say what became of every row."""

from __future__ import annotations

import csv
import io
import re
from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from catalog.models import IntakeRun, Service, SourceRecord, StagedRow
from catalog.services.intake_run import intake_run
from catalog.services.intake_start import folder_of
from services_portal.kernel.models import AuditEntry
from tests.factories.catalog import make_item

START = "/admin/catalog/intakerun/add/"
MANIFEST = """
slug = "{slug}"
name = {{ zh-hans = "青岛市", en = "Qingdao" }}
region = {{ code = "370200000000" }}
[adapter]
name = "tabular_file"
[adapter.options]
format = "csv"
encoding = "utf-8"
[adapter.options.columns]
old_id = "编号"
title = "事项"
agency_name = "部门"
conditions = "条件"
"""


@pytest.fixture(autouse=True)
def manifest(settings, tmp_path) -> None:
    """The city's manifest: four columns."""
    for slug in ("qingdao", "jinan"):
        (tmp_path / f"{slug}.toml").write_text(MANIFEST.format(slug=slug), encoding="utf-8")
    settings.PORTAL_CITY_DIRS = [tmp_path]
    settings.PORTAL_HOME = tmp_path / "home"


def catalogue(*rows: str, name: str = "目录.csv") -> SimpleUploadedFile:
    text = "\n".join(["编号,事项,部门,条件", *rows]) + "\n"
    return SimpleUploadedFile(name, text.encode(), content_type="text/csv")


@pytest.fixture
def agency_name(qingdao) -> str:
    return qingdao["own"].name["zh-hans"]


def hand_in(browser, city, file, mode="real", **options):
    return browser.post(START, {"city": city.pk, "file": file, "mode": mode}, **options)


def table(answer) -> list[list[str]]:
    """Read a file as a spreadsheet does."""
    return list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))


def started(answer) -> IntakeRun:
    return IntakeRun.objects.get(pk=re.search(r"intakerun/([0-9a-f-]{36})/change", answer.headers["Location"])[1])


def test_a_trial_shows_the_report_and_writes_nothing(browser_of, qingdao, agency_name) -> None:
    before = Service.objects.count()
    file = catalogue(f"1,购房提取住房公积金,{agency_name},本市购房", f"2,没有这样的事项,{agency_name},")
    page = hand_in(browser_of("city"), qingdao["city"], file, mode="trial").text
    assert "This was a trial: nothing was written." in page
    assert "<code>match.none</code>" in page
    assert (IntakeRun.objects.count(), SourceRecord.objects.count(), Service.objects.count()) == (0, 0, before)


@pytest.mark.django_db(transaction=True)
def test_a_run_is_watched_until_its_report(browser_of, qingdao, agency_name) -> None:
    browser = browser_of("city")
    file = catalogue(f"1,购房提取住房公积金,{agency_name},本市购房", f"2,没有这样的事项,{agency_name},")
    run = started(hand_in(browser, qingdao["city"], file))
    assert AuditEntry.objects.filter(action="catalog.intake.start", subject_id=str(run.pk)).count() == 1
    page = f"/admin/catalog/intakerun/{run.pk}/change/"
    waiting = browser.get(page)
    assert ("Import of Qingdao" in waiting.text, "Waiting for a worker." in waiting.text) == (True, True)
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in waiting.text
    part = browser.get(page, headers={"hx-request": "true"})
    assert (part.text.count("<html"), "HX-Refresh" in part.headers) == (0, False)
    intake_run(run_id=run.pk)
    part = browser.get(page, headers={"hx-request": "true"})
    assert part.headers["HX-Refresh"] == "true"
    report = browser.get(page).text
    assert "2 of 2 rows" in report
    assert "http-equiv" not in report
    assert "<code>match.none</code>" in report
    waiting_list = browser.get("/admin/catalog/sourcerecord/").text
    assert "没有这样的事项" in waiting_list
    waiting_row = browser.get(
        f"/admin/catalog/sourcerecord/{SourceRecord.objects.get(outcome='queued').pk}/change/"
    ).text
    assert (page in waiting_row, "目录.csv" in waiting_row) == (True, True)


@pytest.mark.django_db(transaction=True)
def test_files_for_a_spreadsheet_run_nothing(browser_of, qingdao, agency_name) -> None:
    browser = browser_of("city")
    file = catalogue('1,"=HYPERLINK(""http://evil.example"",""事项"")",+部门,@条件', "2,没有这样的事项,,")
    run = started(hand_in(browser, qingdao["city"], file))
    intake_run(run_id=run.pk)
    for name in ("rows.csv", "findings.csv"):
        cells = [cell for row in table(browser.get(f"/admin/catalog/intakerun/{run.pk}/{name}")) for cell in row]
        assert any("HYPERLINK" in cell for cell in cells), name
        assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))] == [], name


@pytest.fixture
def run(browser_of, qingdao, agency_name) -> IntakeRun:
    """An import of four rows: what the agency offers already, no matter at all, a test, and the first one again."""
    good = f"1,购房提取住房公积金,{agency_name},本市购房"
    file = catalogue(good, f"2,没有这样的事项,{agency_name},", f"3,test123,{agency_name},", good)
    run = started(hand_in(browser_of("city"), qingdao["city"], file))
    return intake_run(run_id=run.pk)


WORDS = {
    "en": ("No matter of the basic directory corresponds", "A test or placeholder row is not taken in.", "error"),
    "zh-hans": ("在基本目录中找不到对应事项", "测试或占位数据", "错误"),
}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_row_that_was_not_taken_in_says_why(browser_of, run, language) -> None:
    browser, here = browser_of("city", language), f"/admin/catalog/intakerun/{run.pk}/"
    waits, refused, gravity = WORDS[language]
    assert f"{here}rows/?outcome=queued" in browser.get(f"{here}change/").text
    shown = {name: browser.get(f"{here}rows/", {"outcome": name}).text for name in ("", "queued", "rejected", "zzz")}
    said = {name: (waits in page, refused in page, "没有这样的事项" in page) for name, page in shown.items()}
    assert said == {
        "": (True, True, True),
        "queued": (True, False, True),
        "rejected": (False, True, False),
        "zzz": (True, True, True),
    }
    files = [browser.get(f"{here}rows.csv?outcome=queued"), browser.get(f"{here}findings.csv?rule=match.none")]
    translation.activate("de")
    (header, row), (_names, finding) = (table(file) for file in files)
    assert (row[0], row[1], waits in row[3], row[4:]) == ("2", "2", True, [row[header.index(n)] for n in header[4:]])
    assert (finding[0], finding[1], finding[2], waits in finding[3]) == ("2", "match.none", gravity, True)


@pytest.mark.django_db(transaction=True)
def test_a_row_that_waits_on_after_the_directory_changed_still_says_why(browser_of, qingdao, run, agency_name) -> None:
    browser = browser_of("city")
    make_item("002017170006", "偿还购房贷款本息提取住房公积金")
    again = started(
        hand_in(browser, qingdao["city"], catalogue(f"7,没有的,{agency_name},", f"2,没有这样的事项,{agency_name},"))
    )
    assert intake_run(run_id=again.pk).outcomes == {"queued": 1, "unchanged": 1}
    record = SourceRecord.objects.get(old_id="2")
    assert (record.run_id, record.row_number) == (run.pk, 2)
    page = browser.get(f"/admin/catalog/sourcerecord/{record.pk}/change/").text
    assert (WORDS["en"][0] in page, "没有这样的事项" in page) == (True, True)


@pytest.mark.django_db(transaction=True)
def test_the_report_is_handed_out_as_the_command_writes_it(browser_of, run) -> None:
    answer = browser_of("city").get(f"/admin/catalog/intakerun/{run.pk}/report.json")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="qingdao-report.json"'
    report = answer.json()
    assert (report["rows"], report["outcomes"]) == (4, {"queued": 1, "rejected": 3})
    assert report == run.report


def staged(run: IntakeRun, count: int) -> None:
    StagedRow.objects.bulk_create(
        StagedRow(
            run=run,
            number=number,
            raw={"事项": f"第{number}行", f"列{number % 3}": "x"},
            checksum=b"",
            outcome="queued",
        )
        for number in range(1, count + 1)
    )


def test_long_lists_come_in_pages(browser_of, qingdao) -> None:
    run = IntakeRun.objects.create(city=qingdao["city"], state="done", report={"rows": 0})
    staged(run, 120)
    browser, here = browser_of("city"), f"/admin/catalog/intakerun/{run.pk}/rows/"
    seen, after = [], "0"
    while after:
        page = browser.get(here, {"outcome": "queued", "after": after}).text
        seen += [int(number) for number in re.findall(r"第(\d+)行", page)]
        further = re.search(r"after=(\d+)", page)
        after = further[1] if further else ""
    assert seen == list(range(1, 121))
    assert browser.get(here, {"after": "9" * 5000}).text.count("<summary class=") == 50


def test_a_file_of_rows_bears_the_columns_of_all(browser_of, qingdao) -> None:
    run = IntakeRun.objects.create(city=qingdao["city"], state="done", report={"rows": 0})
    staged(run, 3)
    header, *rows = table(browser_of("city").get(f"/admin/catalog/intakerun/{run.pk}/rows.csv"))
    assert set(header[4:]) == {"事项", "列0", "列1", "列2"}
    assert [row[header.index("事项")] for row in rows] == ["第1行", "第2行", "第3行"]


def test_a_row_that_is_gone_bears_no_number_of_the_source(browser_of, qingdao) -> None:
    run = IntakeRun.objects.create(city=qingdao["city"], state="done", report={"rows": 0})
    staged(run, 1)
    StagedRow.objects.create(run=run, number=2, old_id="gone", raw={}, checksum=b"", outcome="retired")
    browser, here = browser_of("city"), f"/admin/catalog/intakerun/{run.pk}/rows"
    page = browser.get(f"{here}/", headers={"Accept-Language": "en"}).text
    assert "<td>1</td>" in page and "<td>2</td>" not in page
    assert page.count("The row is gone from the source.") == 1
    told = table(browser.get(f"{here}.csv", headers={"Accept-Language": "en"}))
    assert [row[:4] for row in told[2:]] == [["", "gone", "retired", "The row is gone from the source."]]


def test_an_import_that_is_put_off_says_why_and_until_when(browser_of, qingdao) -> None:
    at = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)
    for code, said in (("source.failure", "failed"), ("registry_busy", "Somebody else is at work on the same matter")):
        run = IntakeRun.objects.create(city=qingdao["city"], state="retry", error_code=code, retry_at=at)
        page = browser_of("city").get(f"/admin/catalog/intakerun/{run.pk}/change/").text
        assert ("Next attempt: 2026-01-05 17:30." in page, said in page) == (True, True), code
        run.delete()


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("目录.exe", b"MZ", "Not a file of CSV, XLSX, JSON, XML, Turtle or ZIP."),
        ("目录.csv", b"", "The submitted file is empty."),
    ],
)
def test_what_is_no_catalogue_is_refused(browser_of, qingdao, name, content, message) -> None:
    answer = hand_in(browser_of("city"), qingdao["city"], SimpleUploadedFile(name, content))
    assert message in answer.text
    assert not IntakeRun.objects.exists()


def test_a_file_that_is_too_large_is_refused(browser_of, qingdao, settings) -> None:
    settings.PORTAL_INTAKE_MAX_BYTES = 20
    answer = hand_in(browser_of("city"), qingdao["city"], catalogue("1,事项,部门,条件"))
    assert "Larger than 20" in answer.text
    assert not IntakeRun.objects.exists()


def test_a_file_in_the_wrong_shape_has_a_report_too(browser_of, qingdao) -> None:
    file = SimpleUploadedFile("目录.csv", "甲,乙\n1,2\n".encode())
    page = hand_in(browser_of("city"), qingdao["city"], file, mode="trial").text
    assert "The source could not be taken in." in page
    assert not IntakeRun.objects.exists()


def test_a_city_administrator_hands_in_for_his_city_alone(browser_of, qingdao) -> None:
    browser, jinan = browser_of("city"), qingdao["services"][2].city
    assert f'value="{jinan.pk}"' not in browser.get(START).text
    answer = hand_in(browser, jinan, catalogue("1,事项,,"))
    assert "Select a valid choice" in answer.text
    assert not IntakeRun.objects.exists()


@pytest.mark.parametrize("who", ["editor", "publisher", "auditor"])
def test_others_hand_in_nothing_and_see_no_run(browser_of, qingdao, who) -> None:
    run = IntakeRun.objects.create(city=qingdao["city"], state="done", report={"rows": 0})
    browser = browser_of(who)
    assert hand_in(browser, qingdao["city"], catalogue("1,事项,,")).status_code == 403
    assert IntakeRun.objects.count() == 1
    for page in ("change/", "rows/", "rows.csv", "findings.csv", "report.json"):
        assert browser.get(f"/admin/catalog/intakerun/{run.pk}/{page}").status_code == 404


def test_a_held_run_goes_on_when_somebody_says_so(browser_of, qingdao) -> None:
    run = IntakeRun.objects.create(city=qingdao["city"], state="held", report={"rows": 0})
    browser, page = browser_of("city"), f"/admin/catalog/intakerun/{run.pk}/"
    assert "Held: much of what this city offered is gone" in browser.get(f"{page}change/").text
    assert browser.get(f"{page}release/").status_code == 405
    assert browser_of("publisher").post(f"{page}release/").status_code == 404
    assert browser.post(f"{page}release/").status_code == 302
    run.refresh_from_db()
    assert (run.state, run.shrink_accepted) == ("waiting", True)


@pytest.mark.parametrize("newer", ["done", "held"])
def test_a_held_run_that_a_newer_one_overtook_retires_nothing_any_more(browser_of, qingdao, newer) -> None:
    run = IntakeRun.objects.create(city=qingdao["city"], state="held", report={"rows": 0})
    IntakeRun.objects.create(city=qingdao["city"], state="failed")
    browser, page = browser_of("city"), f"/admin/catalog/intakerun/{run.pk}/"
    assert f"{page}release/" in browser.get(f"{page}change/").text
    IntakeRun.objects.create(city=qingdao["city"], state=newer)
    assert f"{page}release/" not in browser.get(f"{page}change/").text
    answer = browser.post(f"{page}release/", follow=True)
    assert "A newer import of this city has been there" in answer.text
    run.refresh_from_db()
    assert (run.state, run.shrink_accepted) == ("held", False)


@pytest.mark.django_db(transaction=True)
def test_a_file_that_nobody_will_read_again_is_not_kept(browser_of, qingdao, agency_name) -> None:
    browser, city = browser_of("city"), qingdao["city"]
    held = IntakeRun.objects.create(city=city, state="held", report={"rows": 0})
    put_off = IntakeRun.objects.create(city=city, state="retry")
    for run in (held, put_off):
        folder_of(run).mkdir(parents=True)
        (folder_of(run) / "目录.csv").write_bytes(b"x")
    failed = started(hand_in(browser, city, SimpleUploadedFile("目录.csv", "甲,乙\n1,2\n".encode())))
    assert (folder_of(put_off).exists(), folder_of(failed).exists()) == (False, True)
    assert intake_run(run_id=failed.pk).state == "failed"
    assert (folder_of(failed).exists(), folder_of(held).exists()) == (False, True)
    done = started(hand_in(browser, city, catalogue(f"1,购房提取住房公积金,{agency_name},")))
    assert intake_run(run_id=done.pk).state == "done"
    assert (folder_of(done).exists(), folder_of(held).exists()) == (False, False)
