"""The national field names of the 实施清单 exchange, and what their codes mean unless a manifest says otherwise.

The names were met in real systems. The codes are those of the national data standard as far as they are known, and
differ from place to place: a manifest's own tables go before these. Names that no national table has (those of English
texts and of the place) are the ones that this portal writes, and are read where they occur.
"""

from __future__ import annotations

from typing import Final

NAME: Final = "TASK_NAME"
TIME: Final = "CD_TIME"
BATCH: Final = "CD_BATCH"
VERSION: Final = "TASK_VERSION"
OPERATION: Final = "CD_OPERATION"
# What a task is told from others by; where all are empty, by the column of its old id.
KEYS: Final = ("TASK_CODE", "TASK_HANDLE_ITEM")
FEE_ASKED: Final = "IS_FEE"
MOBILE_LINK: Final = "MOBILE_TERMINAL_URL"
TERMS: Final = (("ANTICIPATE_DAY", "ANTICIPATE_TYPE"), ("PROMISE_DAY", "PROMISE_TYPE"))
BESIDE: Final = frozenset(
    {TIME, BATCH, VERSION, OPERATION, FEE_ASKED, MOBILE_LINK, *KEYS, *(kind for _days, kind in TERMS)}
)

COLUMNS: Final = {
    "old_id": "ROW_GUID",
    "item_code": "TASK_CODE",
    "basic_code": "CATALOG_CODE",
    "title": NAME,
    "title_en": "TASK_NAME_EN",
    "summary": "TASK_SUMMARY",
    "summary_en": "TASK_SUMMARY_EN",
    "status": "TASK_STATE",
    "item_type": "TASK_TYPE",
    "topic": "USER_TOPIC_TYPE",
    "audience": "SERVER_TYPE",
    "agency_code": "DEPT_CODE",
    "agency_name": "DEPT_NAME",
    "region_code": "AREA_CODE",
    "statutory_days": "ANTICIPATE_DAY",
    "promised_days": "PROMISE_DAY",
    "visits": "LIMIT_SCENE_NUM",
    "handling_kind": "PROJECT_TYPE",
    "handling_scope": "HANDLE_AREA",
    "online_url": "LINK_ADDR",
    "channels": "HANDLE_TYPE",
    "conditions": "ACCEPT_CONDITION",
    "conditions_en": "ACCEPT_CONDITION_EN",
    "materials": "MATERIAL_INFO",
    "materials_en": "MATERIAL_INFO_EN",
    "steps": "HANDLE_FLOW",
    "steps_en": "HANDLE_FLOW_EN",
    "fees": "FEE_BASIS",
    "legal_basis": "BY_LAW",
    "result_name": "RESULT_NAME",
    "result_name_en": "RESULT_NAME_EN",
    "office_name": "TRANSACT_PLACE",
    "office_name_en": "TRANSACT_PLACE_EN",
    "office_address": "TRANSACT_ADDR",
    "office_address_en": "TRANSACT_ADDR_EN",
    "office_hours": "TRANSACT_TIME",
    "office_hours_en": "TRANSACT_TIME_EN",
    "phone": "LINK_WAY",
    "complaint_phone": "SUPERVISE_WAY",
    "longitude": "LONGITUDE",
    "latitude": "LATITUDE",
    "effective_on": "PLAN_EFFECTIVE_DATE",
    "expires_on": "PLAN_CANCEL_DATE",
    "updated_at": TIME,
}

VALUES: Final[dict[str, dict[str, str]]] = {
    "status": {"1": "on", "2": "off", "3": "off", "在用": "on", "暂停": "off", "取消": "off"},
    "audience": {
        "1": "person",
        "2": "enterprise",
        "3": "enterprise",
        "4": "enterprise",
        "5": "enterprise",
        "6": "enterprise",
        "9": "enterprise",
        "自然人": "person",
        "企业法人": "enterprise",
        "事业法人": "enterprise",
        "社会组织法人": "enterprise",
        "非法人企业": "enterprise",
        "行政机关": "enterprise",
        "其他组织": "enterprise",
    },
    "handling_kind": {"1": "at_once", "2": "promised", "即办件": "at_once", "承诺件": "promised"},
    "handling_scope": {
        "0": "none",
        "1": "online",
        "2": "elsewhere",
        "3": "joint",
        "全程网办": "online",
        "异地代收代办": "elsewhere",
        "多地联办": "joint",
    },
    "channels": {
        "1": "window",
        "2": "online",
        "3": "mail",
        "窗口办理": "window",
        "网上办理": "online",
        "快递申请": "mail",
    },
}
# How a term is counted. A unit that is not here stays beside its number, where the rules find that they cannot read it.
UNITS: Final = {
    "1": "个工作日",
    "2": "个自然日",
    "工作日": "个工作日",
    "自然日": "个自然日",
    "日历日": "个自然日",
    "天": "天",
    "日": "日",
    "月": "个月",
    "年": "年",
}
NO_FEE: Final = frozenset({"0", "否"})
