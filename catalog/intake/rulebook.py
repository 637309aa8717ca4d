"""All rules for people: what each says, how grave it is, on what it rests, and what becomes of the row.

``docs/rules.md`` and the page of the admin site are made of this; a test holds the document to the registry.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from catalog.intake.rules.registry import Disposition, Rule, Severity, all_rules

# Who declares rules; a module that is not loaded would leave its own out.
DECLARING: Final = (
    "catalog.intake.agencies",
    "catalog.intake.contents",
    "catalog.intake.deciding",
    "catalog.intake.first_look",
    "catalog.intake.matching.rules",
    "catalog.intake.queue.withdrawing",
    "catalog.intake.restoring",
    "catalog.intake.rules.check",
    "catalog.intake.sources",
)
# The group of a rule's id: what it is about, in Chinese and English.
GROUPS: Final = {
    "row": ("整行", "The row as a whole"),
    "title": ("事项名称", "The title"),
    "code": ("事项编码", "Item codes"),
    "agency": ("实施机构", "Agencies"),
    "region": ("行政区划", "Regions"),
    "match": ("与基本目录的对应", "Matching to the basic directory"),
    "service": ("已收录的事项", "What stands in the registry"),
    "days": ("办理时限", "Terms"),
    "visits": ("到现场次数", "Visits"),
    "fee": ("收费", "Fees"),
    "date": ("日期", "Dates"),
    "phone": ("电话", "Telephones"),
    "link": ("链接", "Links"),
    "point": ("经纬度", "Positions"),
    "text": ("文字", "Texts"),
    "value": ("占位内容", "Placeholders"),
    "vocab": ("词表", "Vocabularies"),
    "channels": ("办理渠道", "Channels"),
    "audience": ("服务对象", "Audience"),
    "decision": ("人工决定", "People's decisions"),
    "rollback": ("撤回导入", "Rolling back"),
    "source": ("来源整体", "The source as a whole"),
    "feed": ("接口", "The feed"),
}
DISPOSITIONS: Final = {
    Disposition.PUBLISH: ("照常收录", "the row is taken in"),
    Disposition.QUEUE: ("等待人工处理", "the row waits for a person"),
    Disposition.REJECT: ("不收录", "the row is not taken in"),
    Disposition.FAIL: ("本次导入失败", "the import fails"),
    Disposition.RETRY: ("稍后重试", "the import is tried again later"),
    Disposition.HOLD: ("暂停，等待确认", "the import is held until a person agrees"),
}
SEVERITIES: Final = {
    Severity.ERROR: ("错误", "error"),
    Severity.WARNING: ("警告", "warning"),
    Severity.INFO: ("提示", "note"),
}


@dataclass(frozen=True)
class Chapter:
    """The rules of one group, in the order of their ids; the title in Chinese and English."""

    key: str
    zh: str
    en: str
    rules: tuple[Rule, ...]


@cache
def chapters() -> tuple[Chapter, ...]:
    """Return every rule that is declared in this project, group by group."""
    for name in DECLARING:
        importlib.import_module(name)
    groups: dict[str, list[Rule]] = {}
    for rule in all_rules():
        groups.setdefault(rule.id.partition(".")[0], []).append(rule)
    order = [*GROUPS, *sorted(set(groups) - set(GROUPS))]
    return tuple(Chapter(key, *GROUPS.get(key, (key, key)), tuple(groups[key])) for key in order if key in groups)


def _lines() -> Iterator[str]:
    yield "# The rules by which an old catalogue is read"
    yield ""
    yield "Written by `manage.py rules_page --output docs/rules.md` from the registry; a test holds it to that."
    yield "A repair is made only where the evidence makes it certain, and is shown with the row; what is likely and no"
    yield "more is a proposal for the person to whom the row goes."
    for chapter in chapters():
        yield ""
        yield f"## {chapter.en} · {chapter.zh}"
        yield ""
        yield "| rule | gravity | what becomes of it | meaning | 含义 | standard |"
        yield "|---|---|---|---|---|---|"
        for rule in chapter.rules:
            cells = (
                f"`{rule.id}`",
                SEVERITIES[rule.severity][1],
                DISPOSITIONS[rule.disposition][1],
                rule.en,
                rule.zh,
                rule.standard,
            )
            yield f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


def as_markdown() -> str:
    """Return the document."""
    return "\n".join(_lines()) + "\n"
