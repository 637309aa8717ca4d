"""A record in our catalogue words: the inverse of what the intake does with a row, as far as those words carry."""

from __future__ import annotations

import re
from typing import Final

import msgspec

from catalog.exports.carrying import plain
from catalog.exports.losses import Loss, without
from catalog.exports.records import ServiceRecord
from catalog.exports.word_losses import WORD_LOSSES
from catalog.exports.words import words_of

_IMPLEMENTATION: Final = re.compile(r"[0-9A-Z]{18}[1-6][0-9A-Z]{12}")
_BASIC: Final = re.compile(r"[0-9A-Z]{12}")
WORDS: Final = frozenset(
    [
        "old_id", "item_code", "basic_code", "title", "title_en", "summary", "summary_en", "status", "item_type",
        "topic", "audience", "agency_code", "agency_name", "region_code", "statutory_days", "promised_days", "visits",
        "handling_kind", "handling_scope", "online_url", "channels", "conditions", "conditions_en", "materials",
        "materials_en", "steps", "steps_en", "fees", "legal_basis", "result_name", "result_name_en", "office_name",
        "office_name_en", "office_address", "office_address_en", "office_hours", "office_hours_en", "phone",
        "complaint_phone", "longitude", "latitude", "effective_on", "expires_on", "updated_at",
    ]
)  # fmt: skip
ROW_LOSSES: Final = (
    Loss("row.ids", "平台内部编号和版本号。", "The portal's own key of the service, and the number of its version."),
    Loss("row.old_ids", "第一个以外的旧系统编号。", "Ids of the old system beyond the first."),
    Loss("row.time", "发布时间只保留到日。", "The time of publication within its day."),
    Loss(
        "row.codes",
        "带连字符的基本编码和由其组成的实施编码，导入时按名称匹配。",
        "A basic code with a hyphen, and the implementation code made of it; the matter is found by its name.",
    ),
    Loss(
        "row.names",
        "基本事项、区划的名称和机构的英文名称。",
        "The names of matter and region, and the agency's in English.",
    ),
)
# All that our words cannot carry, and so no format that is made of them alone.
LOSSES: Final = (*ROW_LOSSES, *WORD_LOSSES)


def carried(record: ServiceRecord) -> ServiceRecord:
    """Return the record as it would come back from its words."""
    return without(record, WORD_LOSSES)


def old_id_of(record: ServiceRecord) -> str:
    """Return the id under which the record is taken in: its first old one, else our own."""
    return record.old_ids[0] if record.old_ids else str(record.service_id)


def fields_of(record: ServiceRecord) -> dict[str, str]:
    """Return the record in our words; those that say nothing are left out."""
    code = record.implementation_code or ""
    words = {
        "old_id": old_id_of(record),
        "status": "on",
        "item_code": code if _IMPLEMENTATION.fullmatch(code) else "",
        "basic_code": record.basic_code if _BASIC.fullmatch(record.basic_code) else "",
        "item_type": record.item_type,
        "topic": record.topic,
        "agency_code": record.agency_uscc,
        "agency_name": plain(record.agency_name.zh_hans),
        "region_code": record.region_code,
        "updated_at": record.published_at.date().isoformat(),
        **words_of(carried(record).content),
    }
    return {word: text for word, text in words.items() if text}


def to_json(record: ServiceRecord) -> dict[str, object]:
    """Return the whole record as JSON-ready values."""
    values: dict[str, object] = msgspec.to_builtins(record)
    return values
