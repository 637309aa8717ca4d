"""Findings that keep a row waiting, held to what people decided: the row goes on as they said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from catalog.intake.queue.book import DecisionBook, Ruling
from catalog.intake.queue.causes import cause_of
from catalog.intake.rules.check import CheckedRow
from catalog.intake.rules.registry import Disposition, Found, Severity, define_rule
from catalog.models import RowChoice

APPLIED: Final = define_rule(
    "decision.applied",
    Severity.INFO,
    zh="已按人工决定处理，证据为决定、决定人和日期。",
    en="Done as a person decided; the evidence tells what, who and when.",
)
REFUSED: Final = define_rule(
    "decision.refused",
    Severity.ERROR,
    zh="人工决定不收录，证据为决定人和日期。",
    en="A person decided that the row is not taken in; the evidence tells who and when.",
    disposition=Disposition.REJECT,
)
VOID: Final = define_rule(
    "decision.void",
    Severity.ERROR,
    zh="人工指定的事项或机构已停用，须撤销该决定并重新指定。",
    en="The matter or agency that a person named is no longer in use; undo that decision and name another.",
)


@dataclass(slots=True)
class Said:
    """What people decided about one row: the basic code of its matter, the credit code of its agency, and whose word
    counts where the portal and the source differ."""

    matter: str = ""
    agency: str = ""
    keeps_ours: bool = False
    takes_source: bool = False

    def hear(self, ruling: Ruling) -> None:
        """Take a ruling over."""
        self.matter = ruling.matter or self.matter
        self.agency = ruling.agency or self.agency
        self.keeps_ours = self.keeps_ours or ruling.choice is RowChoice.KEEP_OURS
        self.takes_source = self.takes_source or ruling.choice is RowChoice.TAKE_SOURCE


def heed(checked: CheckedRow, fields: Mapping[str, str], book: DecisionBook, said: Said) -> None:
    """Name the cause of every finding that keeps the row waiting, and ease those that a person has decided.

    ``fields`` are the row's, as read. What was named before is left alone, so this may be called as findings come.
    """
    for place, each in enumerate(checked.findings):
        if each.cause or each.rule.disposition is not Disposition.QUEUE:
            continue
        named = each._replace(cause=cause_of(each, fields))
        checked.findings[place] = named
        ruling = book.find(named.rule.id, named.cause)
        if ruling is None:
            continue
        if ruling.choice is RowChoice.REJECT:
            checked.add(REFUSED, each.field, ruling.told)
        else:
            checked.findings[place] = _eased(named)
            note(checked, ruling, each.field)
            said.hear(ruling)


def note(checked: CheckedRow, ruling: Ruling, field: str) -> None:
    """Note in the row that a decision was carried out."""
    checked.add(APPLIED, field, f"{ruling.choice} {ruling.matter}{ruling.agency}".strip() + f" · {ruling.told}")


def decided(found: Found, cause: str) -> Found:
    """Return a finding that no longer comes about, for a decision goes before it; its cause leads back to that."""
    return _eased(found._replace(cause=cause))


def _eased(found: Found) -> Found:
    return found._replace(rule=replace(found.rule, severity=Severity.WARNING, disposition=Disposition.PUBLISH))
