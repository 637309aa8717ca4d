"""The ports: what an adapter may be able to do, in our own words.

An adapter is a plugin that declares the capabilities it has and implements their protocols, no others. Callers ask
``registry.supports(city, capability)`` and show the resident the honest alternative where it is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol, runtime_checkable


class Capability(StrEnum):
    """What a city's system can do for us."""

    READ_CATALOGUE = "read_catalogue"
    READ_ACCOUNTS = "read_accounts"
    VERIFY_CREDENTIAL = "verify_credential"
    SUBMIT_APPLICATION = "submit_application"
    PULL_STATUS = "pull_status"
    RECEIVE_CALLBACK = "receive_callback"
    CHANGES_SINCE = "changes_since"


class Severity(StrEnum):
    """How grave a finding is: an error keeps its row out, a warning is published with it, an info is for the record."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


# The words of a catalogue row. A manifest maps a city's columns to these and to nothing else; ``_en`` holds English.
CATALOGUE_FIELDS: frozenset[str] = frozenset(
    [
        "old_id",
        "old_url",
        "item_code",
        "basic_code",
        "title",
        "title_en",
        "summary",
        "summary_en",
        "status",
        "item_type",
        "topic",
        "audience",
        "agency_code",
        "agency_name",
        "region_code",
        "statutory_days",
        "promised_days",
        "visits",
        "handling_kind",
        "handling_scope",
        "online_url",
        "channels",
        "conditions",
        "conditions_en",
        "materials",
        "materials_en",
        "steps",
        "steps_en",
        "fees",
        "legal_basis",
        "result_name",
        "result_name_en",
        "office_name",
        "office_name_en",
        "office_address",
        "office_address_en",
        "office_hours",
        "office_hours_en",
        "phone",
        "complaint_phone",
        "longitude",
        "latitude",
        "effective_on",
        "expires_on",
        "updated_at",
    ]
)
# Fields whose value is a list: items are joined by a line feed, whatever separated them in the source.
LIST_FIELDS: frozenset[str] = frozenset(
    ["conditions", "conditions_en", "materials", "materials_en", "steps", "steps_en", "fees", "legal_basis", "channels"]
)


@dataclass(frozen=True, slots=True)
class CatalogueRow:
    """One row of an old catalogue.

    ``number`` counts data rows from 1, ``raw`` is the row as the source has it, ``fields`` the same in our words after
    the manifest's mapping; values are still the source's spelling (``5个工作日``) and never None. ``fields`` may be
    worked out when it is first looked at. ``basis``, where an adapter gives it, is what the fields were made from and
    nothing else (plain values, the same order every time): two rows of one manifest with equal bases have equal fields.
    """

    number: int
    raw: Mapping[str, Any]
    fields: Mapping[str, str]
    basis: Sequence[Any] | None = None


@dataclass(frozen=True, slots=True)
class AdapterFinding:
    """Something an adapter met: a stable code (``source.encoding``), where, and the evidence as it stood there."""

    code: str
    severity: Severity
    row: int | None = None
    field: str | None = None
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class SourceRef:
    """Where to read from: a file that was given, or, with None, what the city's manifest names."""

    path: Path | None = None


class AdapterError(Exception):
    """The source could not be read to its end. ``permanent`` is False when trying again later may help."""

    def __init__(self, code: str, *, permanent: bool, findings: tuple[AdapterFinding, ...] = ()) -> None:
        super().__init__(code)
        self.code = code
        self.permanent = permanent
        self.findings = findings


OnFinding = Callable[[AdapterFinding], None]


@runtime_checkable
class ReadCatalogue(Protocol):
    """Capability ``read_catalogue``."""

    def rows(self, manifest: Any, source: SourceRef, *, on_finding: OnFinding) -> Iterator[CatalogueRow]:
        """Yield every data row in the source's order, in bounded memory; report what is odd to ``on_finding``.

        Raises AdapterError when the source cannot be read to its end: rows yielded before it must then not be taken
        as the whole.
        """
        ...
