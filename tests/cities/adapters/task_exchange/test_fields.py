"""The national names are read without a word in the manifest, and a manifest's own words go before them."""

import pytest

from cities.adapters.registry import adapters
from tests.cities.adapters.task_exchange.exchange import read_tasks

TASK = {
    "ROW_GUID": "5B03A285",
    "TASK_CODE": "11370800DM0801005G3000109094001",
    "CATALOG_CODE": "000109094001",
    "TASK_NAME": "往来港澳通行证签发",
    "TASK_STATE": "1",
    "TASK_TYPE": "01",
    "SERVER_TYPE": "1",
    "DEPT_CODE": "11370800DM0801005G",
    "DEPT_NAME": "济宁市公安局",
    "ANTICIPATE_DAY": "20",
    "ANTICIPATE_TYPE": "1",
    "PROMISE_DAY": "12",
    "PROMISE_TYPE": "自然日",
    "LIMIT_SCENE_NUM": "1",
    "PROJECT_TYPE": "2",
    "HANDLE_TYPE": "1,2",
    "HANDLE_AREA": "2",
    "IS_FEE": "0",
    "FEE_BASIS": "",
    "LINK_ADDR": "",
    "MOBILE_TERMINAL_URL": "https://m.example/1",
    "PLAN_EFFECTIVE_DATE": "2023-01-19",
    "CD_TIME": "2024-02-18 08:30:00",
}
FIELDS = {
    "old_id": "5B03A285",
    "item_code": "11370800DM0801005G3000109094001",
    "basic_code": "000109094001",
    "title": "往来港澳通行证签发",
    "status": "on",
    "item_type": "01",
    "audience": "person",
    "agency_code": "11370800DM0801005G",
    "agency_name": "济宁市公安局",
    "statutory_days": "20个工作日",
    "promised_days": "12个自然日",
    "visits": "1",
    "handling_kind": "promised",
    "handling_scope": "elsewhere",
    "channels": "window\nonline",
    "fees": "不收费",
    "online_url": "https://m.example/1",
    "effective_on": "2023-01-19",
    "updated_at": "2024-02-18 08:30:00",
}


def one(tmp_path, kind="csv", options=None, **changed):
    reading = read_tasks(tmp_path, [{**TASK, **changed}], kind, **(options or {}))
    assert (reading.error, reading.findings, len(reading.rows)) == (None, [], 1)
    return reading.fields[0]


@pytest.mark.parametrize("kind", ["csv", "xlsx", "json"])
def test_a_task_in_our_words(tmp_path, kind):
    assert one(tmp_path, kind) == FIELDS


@pytest.mark.parametrize(
    ("column", "value", "word", "ours"),
    [
        ("SERVER_TYPE", "1,2", "audience", "both"),
        ("SERVER_TYPE", "1^3^9", "audience", "both"),
        ("SERVER_TYPE", "2、4", "audience", "enterprise"),
        ("SERVER_TYPE", "自然人，企业法人", "audience", "both"),
        ("SERVER_TYPE", "1,8", "audience", "1,8"),
        ("TASK_STATE", "3", "status", "off"),
        ("TASK_STATE", "7", "status", "7"),
        ("HANDLE_TYPE", "网上办理;快递申请", "channels", "online\nmail"),
        ("PROMISE_TYPE", "9", "promised_days", "12单位9"),
        ("PROMISE_TYPE", "", "promised_days", "12"),
        ("PROMISE_DAY", "当场办结", "promised_days", "当场办结"),
        ("FEE_BASIS", "工本费20元", "fees", "工本费20元"),
        ("LINK_ADDR", "https://a.example/", "online_url", "https://a.example/"),
        ("TASK_NAME", "'=SUM(A1)", "title", "=SUM(A1)"),
        ("TASK_NAME", "''-1", "title", "'-1"),
        ("TASK_NAME", "'引号'", "title", "'引号'"),
        ("ROW_GUID", "'+86", "old_id", "+86"),
    ],
)
def test_what_codes_and_texts_mean(tmp_path, column, value, word, ours):
    assert one(tmp_path, **{column: value})[word] == ours


def test_a_manifest_adds_and_goes_before(tmp_path):
    options = {
        "columns": {"old_id": "TASK_CODE", "topic": "THEME", "visits": ""},
        "values": {"handling_scope": {"2": "joint"}, "topic": {"7": "medical"}},
        "constants": {"region_code": "370800000000"},
        "units": {"1": "个自然日"},
    }
    assert one(tmp_path, options=options, THEME="7") == {
        **{word: text for word, text in FIELDS.items() if word != "visits"},
        "old_id": FIELDS["item_code"],
        "handling_scope": "joint",
        "topic": "medical",
        "region_code": "370800000000",
        "statutory_days": "20个自然日",
    }


def test_only_what_is_needed_must_be_there(tmp_path):
    assert read_tasks(tmp_path, [{"ROW_GUID": "1", "TASK_NAME": "户口登记"}]).fields == [
        {"old_id": "1", "title": "户口登记"}
    ]
    told = read_tasks(tmp_path, [{"ROW_GUID": "1", "TASK_CODE": "2"}])
    assert (told.refused, told.evidence) == (("source.missing_column", True), ["TASK_NAME"])
    own = read_tasks(tmp_path, [{"ROW_GUID": "1", "TASK_NAME": "2"}], columns={"topic": "THEME"})
    assert (own.refused, own.evidence) == (("source.missing_column", True), ["THEME"])


def test_its_schema_shows_the_columns_it_reads():
    options = adapters.options("task_exchange", {})
    assert (options.columns["title"], options.columns["visits"]) == ("TASK_NAME", "LIMIT_SCENE_NUM")
    assert {"CD_OPERATION", "CD_TIME", "CD_BATCH", "TASK_VERSION"} <= options.sources()
