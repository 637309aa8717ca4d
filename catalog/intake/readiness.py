"""Whether a city would come over, and how well: its manifest, its adapter, its source, and what an import would do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from catalog.intake.deciding import Decision
from catalog.intake.pipeline import Pipeline
from catalog.intake.reading import Reader
from catalog.intake.rules.registry import Severity, find_rule
from catalog.intake.sources import OTHER
from catalog.intake.tally import Tally
from catalog.intake.works import job_of
from catalog.models import BasicItem, IntakeRun, Outcome, Service
from cities.adapters.base import CATALOGUE_FIELDS, AdapterError, AdapterFinding, CatalogueRow, SourceRef
from cities.adapters.mapping import MappingOptions
from cities.adapters.registry import adapter_for, catalogue_reader, options_for
from cities.manifests import CityManifest, load
from cities.models import City
from cities.services import city_register
from services_portal.kernel.actor import SYSTEM
from services_portal.kernel.errors import DomainError
from services_portal.kernel.ids import uuid7


class Verdict(StrEnum):
    """What is said of a city in the end, the best first."""

    READY = "ready"
    FINDINGS = "ready_with_findings"
    NOT_READY = "not_ready"


# What is looked at in turn, with the codes that say that it failed. What comes after a failure is not known.
STEPS: Final[tuple[tuple[str, str, str, frozenset[str]], ...]] = (
    ("manifest", "清单有效", "The manifest is valid", frozenset({"bad_manifest", "unknown_city"})),
    ("options", "适配器自检通过", "The adapter's own check passes", frozenset({"adapter.check", "feed.no_token"})),
    (
        "reachable",
        "来源可以访问",
        "The source can be reached",
        frozenset(
            {
                "source.missing_file",
                "source.outside",
                "source.empty_file",
                "feed.unreachable",
                "feed.timeout",
                "feed.server_error",
                "feed.unexpected_status",
                "feed.circuit_open",
                "feed.busy",
                "feed.not_found",
            }
        ),
    ),
    ("access", "凭据有效", "The credential is accepted", frozenset({"feed.refused"})),
    ("encoding", "字符编码一致", "The encoding holds", frozenset({"source.encoding"})),
    (
        "columns",
        "所需的列齐全",
        "The columns are there",
        frozenset({"source.missing_column", "source.doubled_column", "source.no_header", "source.missing_sheet"}),
    ),
    ("read", "来源可以读到底", "The source is read to its end", frozenset()),
)
_PUBLISHED: Final = (Outcome.CREATED, Outcome.UPDATED)


@dataclass
class Watched(Pipeline):
    """A trial that also remembers for which matters rows would be published."""

    matters: set[UUID] = field(default_factory=set)

    def _count(self, decisions: Iterable[Decision]) -> None:
        decisions = list(decisions)
        published = [each for each in decisions if each.outcome in _PUBLISHED or each.same_content]
        self.matters.update(each.matter.id for each in published if each.matter is not None)
        super()._count(decisions)


class Fill:
    """How many rows fill each of our words."""

    def __init__(self) -> None:
        self.rows = 0
        self.by_word: Counter[str] = Counter()

    def watch(self, rows: Iterable[CatalogueRow]) -> Iterator[CatalogueRow]:
        """Pass the rows on and count."""
        for row in rows:
            self.rows += 1
            self.by_word.update(row.fields.keys())
            yield row

    def told(self, options: Any) -> dict[str, Any]:
        """Return the share of rows by word, the words that are mapped and never filled, and those not mapped."""
        mapped: set[str] = set()
        if isinstance(options, MappingOptions):
            mapped = {*options.columns, *options.constants, *options.extract}
        shares = {word: round(self.by_word[word] / self.rows, 4) for word in sorted(self.by_word)} if self.rows else {}
        return {
            "filled": shares,
            "never_filled": sorted(mapped - set(self.by_word)),
            "not_mapped": sorted(CATALOGUE_FIELDS - mapped - set(self.by_word)),
        }


def city_readiness(slug: str, source: Path | None = None) -> dict[str, Any]:
    """Return a report on the city ``slug``, read from its own source or from the file ``source``; nothing is written.

    A city that is not registered, or whose manifest has changed, is registered for as long as the check takes and no
    longer. The report's ``verdict`` is a :class:`Verdict`; never raises for what is wrong with the city.
    """
    report: dict[str, Any] = {"city": slug}
    try:
        manifest = load(slug)
        adapter, options = adapter_for(manifest), options_for(manifest)
    except DomainError as error:
        return _failed(report, error.code, [(error.code, str(error.detail or error))])
    report["adapter"] = adapter.name
    report["capabilities"] = sorted(word.value for word in adapter.capabilities)
    result = adapter.check(options)
    report["check"] = {"ok": result.ok, "zh": result.zh, "en": result.en}
    if not result.ok:
        return _failed(report, "adapter.check", [("adapter.check", result.en)])
    try:
        return _tried(report, manifest, options, source)
    except AdapterError as error:
        return _failed(report, error.code, [(finding.code, finding.evidence) for finding in error.findings])
    except DomainError as error:
        return _failed(report, error.code, [(error.code, str(error.detail or error))])


def _tried(report: dict[str, Any], manifest: CityManifest, options: Any, source: Path | None) -> dict[str, Any]:
    known = City.objects.select_related("region").filter(slug=manifest.slug, manifest_digest=manifest.digest).first()
    if known is not None:
        return _judged(report, known, manifest, options, source)
    with transaction.atomic():
        city = city_register(manifest=manifest, actor=SYSTEM)
        try:
            return _judged(report, city, manifest, options, source)
        finally:
            transaction.set_rollback(True)


def _judged(
    report: dict[str, Any], city: City, manifest: CityManifest, options: Any, source: Path | None
) -> dict[str, Any]:
    run = IntakeRun(id=uuid7(), city=city, source_path=str(source) if source else "")
    pipeline, fill = Watched(job_of(run, manifest, None, _quiet)), Fill()
    readers: list[Reader] = []

    def note(finding: AdapterFinding) -> None:
        readers[0].notes.take(finding)

    def rows() -> Iterator[CatalogueRow]:
        yield from fill.watch(catalogue_reader(manifest).rows(manifest, SourceRef(source), on_finding=note))

    pipeline.run(rows(), readers.append)
    tally = pipeline.tally
    report["steps"] = _steps("")
    report["rows"] = tally.rows
    report["outcomes"] = tally.outcome_counts()
    report["retired"] = tally.retired
    report["held"] = pipeline.held
    report["findings"] = [_finding(rule, count, tally) for rule, count in tally.finding_counts().items()]
    report["coverage"] = _coverage(city, pipeline.matters)
    report["fields"] = fill.told(options)
    report["verdict"] = str(_verdict(report, tally))
    return report


def _quiet(*_ignored: Any) -> None:
    """Tell nobody how far it is."""


def _verdict(report: Mapping[str, Any], tally: Tally) -> Verdict:
    stopped = tally.outcomes[Outcome.QUEUED] + tally.outcomes[Outcome.REJECTED]
    stood = tally.standing[Outcome.QUEUED] + tally.standing[Outcome.REJECTED]
    if tally.rows == 0 or stopped + stood == tally.rows:
        return Verdict.NOT_READY
    grave = any(found["severity"] != Severity.INFO for found in report["findings"])
    return Verdict.FINDINGS if stopped or stood or grave or report["held"] else Verdict.READY


def _finding(identifier: str, count: int, tally: Tally) -> dict[str, Any]:
    rule = find_rule(identifier) or OTHER
    told = {
        "rule": identifier,
        "severity": str(rule.severity),
        "count": count,
        "zh": rule.zh,
        "en": rule.en,
        "examples": tally.examples.get(identifier, []),
    }
    return told | {"standard": rule.standard} if rule.standard else told


def _coverage(city: City, matters: set[UUID]) -> dict[str, Any]:
    """Return for how many matters of the directory the city has a service, or would have one."""
    active = set(BasicItem.objects.filter(is_active=True).values_list("id", flat=True))
    standing = set(Service.objects.filter(city=city).published().values_list("basic_item_id", flat=True))
    covered = len(active & (matters | standing))
    return {"matters": len(active), "covered": covered, "share": round(covered / len(active), 4) if active else 0.0}


def _steps(code: str) -> list[dict[str, Any]]:
    """Return how each step ended, given the code at which all stopped; empty where nothing did."""
    at = len(STEPS)
    if code:
        at = next((place for place, step in enumerate(STEPS) if code in step[3]), len(STEPS) - 1)
    return [
        {"step": name, "ok": True if place < at else False if place == at else None, "zh": zh, "en": en}
        for place, (name, zh, en, _codes) in enumerate(STEPS)
    ]


def _failed(report: dict[str, Any], code: str, found: list[tuple[str, str]]) -> dict[str, Any]:
    findings = []
    for identifier, evidence in found:
        rule = find_rule(identifier)
        told = {"rule": identifier, "severity": "error", "count": 1, "evidence": evidence}
        findings.append(told | ({"zh": rule.zh, "en": rule.en} if rule else {}))
    return {**report, "steps": _steps(code), "findings": findings, "verdict": str(Verdict.NOT_READY)}
