"""Words that stand for nothing, and the closed vocabularies of the portal."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from catalog.intake.rules.registry import Found, Rule, Severity, define_rule, found
from catalog.intake.rules.shapes import narrow

PLACEHOLDER = define_rule(
    "value.placeholder",
    Severity.INFO,
    zh="字段是占位内容（如 undefined、null、sssss），按未填写处理。",
    en="A placeholder (undefined, null, sssss) is read as empty.",
)
EMPTY_WORD = define_rule(
    "value.empty_word",
    Severity.INFO,
    zh="字段写作“无”“暂无”等，按未填写处理。",
    en="A word for nothing (无, 暂无, /) is read as empty.",
)
UNKNOWN_WORD = define_rule(
    "vocab.unknown",
    Severity.WARNING,
    zh="取值不在词表内，按未填写处理。",
    en="A value outside the vocabulary is left empty.",
)
TYPE_PADDED = define_rule(
    "vocab.type_padded",
    Severity.INFO,
    zh="事项类型代码补足两位。",
    en="The code of the item type is completed to two digits.",
    standard="GB/T 39554.1-2020",
)

_PLACEHOLDER: Final = re.compile(
    r"^(?:undefined|null|nul|none|nan|n/?a|nil|\[object object\]|xxx+|todo|tbd|lorem ipsum.*|test\d*|"
    r"测试(?:数据|事项|内容)?\d*|asdf\w*|qwe(?:r|rty)?|#(?:ref|n/a|value|name)[!?]?|(.)\1{3,})$",
    re.IGNORECASE,
)
_EMPTY_WORD: Final = re.compile(r"^(?:无|暂无|没有|待定|待补充|略|不涉及|空|/|\\|-+|—+|\.+|。|\?+)$")
_LONGEST: Final = 24

ITEM_TYPES: Final = frozenset({"01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "20"})
CHANNELS: Final = frozenset({"online", "window", "app", "mail", "terminal", "phone"})
VOCABULARIES: Final = {
    "status": frozenset({"on", "off"}),
    "audience": frozenset({"person", "enterprise", "both"}),
    "handling_kind": frozenset({"at_once", "promised"}),
    "handling_scope": frozenset({"none", "online", "elsewhere", "joint"}),
}
# Here 无 is an answer (no fee, no term, no visit), not an omission: their own rules read it.
SAYING_NOTHING_MATTERS: Final = frozenset({"statutory_days", "promised_days", "visits", "fees"})
# These are read by their vocabularies, where "none" is a word like any other.
_READ_ELSEWHERE: Final = frozenset({"title", "old_id", "channels", "item_type", *VOCABULARIES})


def is_placeholder(text: str) -> bool:
    """Whether the whole text is a placeholder or a test value."""
    return _PLACEHOLDER.match(narrow(text)) is not None


@lru_cache(maxsize=16384)
def _says_nothing(text: str) -> Rule | None:
    plain = narrow(text)
    if _EMPTY_WORD.match(plain):
        return EMPTY_WORD
    return PLACEHOLDER if _PLACEHOLDER.match(plain) else None


def drop_placeholders(fields: dict[str, str], findings: list[Found]) -> None:
    """Empty, in place, the fields that hold a placeholder or a word for nothing."""
    for name, text in fields.items():
        if not text or len(text) > _LONGEST or name in _READ_ELSEWHERE:
            continue
        if text.isdigit() and name not in ("summary", "conditions"):
            continue
        rule = _says_nothing(text)
        if rule is not None and not (rule is EMPTY_WORD and name in SAYING_NOTHING_MATTERS):
            findings.append(found(rule, name, text))
            fields[name] = ""


def read_word(fields: dict[str, str], name: str, findings: list[Found]) -> str:
    """Return the value of a closed vocabulary, or empty with a finding."""
    text = fields.get(name, "")
    if not text or text in VOCABULARIES[name]:
        return text
    findings.append(found(UNKNOWN_WORD, name, text))
    return ""


def read_item_type(text: str, findings: list[Found]) -> str:
    """Return the two-digit type of the matter, or empty."""
    plain = narrow(text)
    if not plain or plain in ITEM_TYPES:
        return plain
    padded = plain.zfill(2)
    if plain.isdigit() and padded in ITEM_TYPES:
        findings.append(found(TYPE_PADDED, "item_type", text, padded))
        return padded
    findings.append(found(UNKNOWN_WORD, "item_type", text))
    return ""


def read_channels(text: str, findings: list[Found]) -> tuple[str, ...]:
    """Return the channels, each once, in the order of the source."""
    words = [word.strip() for word in text.replace("\n", "|").split("|") if word.strip()]
    unknown = [word for word in words if word not in CHANNELS]
    if unknown:
        findings.append(found(UNKNOWN_WORD, "channels", "|".join(unknown)))
    return tuple(dict.fromkeys(word for word in words if word in CHANNELS))
