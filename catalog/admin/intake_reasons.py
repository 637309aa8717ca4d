"""What an import found in a row, in plain words: read together with the rows, one query for all."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.utils.translation import gettext_lazy as _

from catalog.intake.rows import JOINT
from catalog.intake.rules import Severity
from catalog.intake.rules.registry import find_rule
from catalog.models import Finding
from catalog.words import field_label
from services_portal.kernel.text import current_language

GRAVITY: Final = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}
SEVERITY_TONES: Final = {Severity.ERROR: "danger", Severity.WARNING: "warning", Severity.INFO: "info"}
SEVERITY_WORDS: Final = {Severity.ERROR: _("error"), Severity.WARNING: _("warning"), Severity.INFO: _("note")}
# The keys of rows that bear no id of their own, or one that several bear, hold a mark that nobody types.
_MARKS: Final = re.compile(f"[\\x00-\\x1f{JOINT}]")


@dataclass(frozen=True)
class Reason:
    """One finding as a reader understands it; ``repair`` is empty where nothing was mended, ``proposal``
    where there is none to decide on."""

    severity: Severity
    meaning: str
    field: str
    evidence: str
    repair: str
    proposal: str

    @property
    def tone(self) -> str:
        """The look of its mark."""
        return SEVERITY_TONES[self.severity]

    @property
    def mark(self) -> Any:
        """How grave it is, in a word."""
        return SEVERITY_WORDS[self.severity]

    def __str__(self) -> str:
        told = f"{self.field}: {self.evidence}" if self.field and self.evidence else self.field or self.evidence
        mended = f" → {self.repair}" if self.repair else ""
        proposed = _(" (proposal: %(text)s)") % {"text": self.proposal} if self.proposal else ""
        return f"{self.meaning} {told}{mended}{proposed}".strip()


def with_findings(rows: QuerySet[Any], *, number: str, least: Severity = Severity.INFO) -> QuerySet[Any]:
    """Return ``rows``, numbered by the field ``number``, each with its findings of at least that gravity."""
    grave = [severity.value for severity in Severity if GRAVITY[severity] <= GRAVITY[least]]
    findings = Finding.objects.filter(run_id=OuterRef("run_id"), row_number=OuterRef(number), severity__in=grave)
    names = ("rule", "severity", "field", "evidence", "repair", "proposal")
    told = JSONObject(**dict(zip(names, names, strict=True)))
    return rows.annotate(told=ArraySubquery(findings.order_by("id").values(told=told)))


def reasons_of(row: Any) -> list[Reason]:
    """Return what was found in a row that was read :func:`with_findings`, the gravest first."""
    return sorted((reason_of(told) for told in row.told), key=lambda reason: GRAVITY[reason.severity])


def reason_of(told: Mapping[str, str]) -> Reason:
    """Return a finding in the reader's language."""
    rule = find_rule(told["rule"])
    return Reason(
        severity=Severity(told["severity"]),
        meaning=rule.describe(current_language()) if rule else told["rule"],
        field=field_label(told["field"]),
        evidence=told["evidence"],
        repair=told["repair"],
        proposal=told["proposal"],
    )


def shown_key(key: str) -> str:
    """Return a row's old id for people; the number behind it tells rows apart to which the source gave one id."""
    return _MARKS.sub(" #", key).strip() or "–"
