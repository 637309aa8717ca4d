"""The ports: what an adapter may be able to do, in our own words.

An adapter is a plugin that declares the capabilities it has and implements their protocols, no others. Callers ask
``registry.supports(city, capability)`` and show the resident the honest alternative where it is missing. Every method
takes the city's manifest first and raises AdapterError when the city's system cannot be asked or does not answer as
agreed. What names a person is left out of ``repr``, so that it reaches no log by accident.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, Protocol, runtime_checkable


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


# The words of an account of a city's old app. What marks a fact as verified says yes or no; ``verified_by`` says how.
ACCOUNT_FIELDS: frozenset[str] = frozenset(
    [
        "old_id",
        "login",
        "kind",
        "name",
        "former_names",
        "phone",
        "phone_verified",
        "email",
        "email_verified",
        "resident_id",
        "passport",
        "permit",
        "documents_verified",
        "verified_by",
        "uscc",
        "legal_representative",
        "password_scheme",
        "password_hash",
        "password_salt",
        "disabled",
        "created_at",
        "last_seen_at",
    ]
)
ACCOUNT_LIST_FIELDS: frozenset[str] = frozenset(["former_names"])

MOST_EVIDENCE: Final = 200


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
    """The city's system did not do what was asked. ``permanent`` is False when trying again later may help.

    ``findings`` says why and is never empty: where an adapter gives none, there is one under the error's own code.
    """

    def __init__(self, code: str, *, permanent: bool, findings: tuple[AdapterFinding, ...] = ()) -> None:
        super().__init__(code)
        self.code = code
        self.permanent = permanent
        self.findings = findings or (AdapterFinding(code, Severity.ERROR),)


def refusal(code: str, evidence: str = "", *, permanent: bool = True) -> AdapterError:
    """Return the error with its one finding."""
    finding = AdapterFinding(code, Severity.ERROR, evidence=evidence[:MOST_EVIDENCE])
    return AdapterError(code, permanent=permanent, findings=(finding,))


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


@dataclass(frozen=True, slots=True)
class AccountRow:
    """An account of the city's old app, in our words (``ACCOUNT_FIELDS``) and the source's spelling.

    ``number`` counts data rows from 1. ``password_hash`` is what the old system kept, never a password. All of it is
    about a person: nothing of it is in ``repr``.
    """

    number: int
    fields: Mapping[str, str] = field(repr=False)


@runtime_checkable
class ReadAccounts(Protocol):
    """Capability ``read_accounts``."""

    def accounts(self, manifest: Any, source: SourceRef, *, on_finding: OnFinding) -> Iterator[AccountRow]:
        """Yield every account in the source's order, in bounded memory; report what is odd to ``on_finding``.

        Reads by the options of the manifest's ``[accounts]``. A finding names row and column and shows nothing that
        stood there. Raises AdapterError when the source cannot be read to its end: rows yielded before it must then not
        be taken as the whole.
        """
        ...


@runtime_checkable
class VerifyCredential(Protocol):
    """Capability ``verify_credential``."""

    def verify(self, manifest: Any, login: str, secret: str) -> AccountRow | None:
        """Return the account that the city's system opens to this login and secret, or None when it refuses them."""
        ...


@dataclass(frozen=True, slots=True)
class Submission:
    """An application on its way to a city. ``number`` is ours; sending it twice must make one case there."""

    number: str
    service_old_id: str
    fields: Mapping[str, Any] = field(repr=False)
    documents: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the city's system answered: its own number for the case."""

    number: str
    remote_number: str
    accepted_at: datetime


@runtime_checkable
class SubmitApplication(Protocol):
    """Capability ``submit_application``."""

    def submit(self, manifest: Any, submission: Submission) -> Receipt:
        """Hand the application over, once however often it is called with the same number."""
        ...


class RemoteState(StrEnum):
    """Where a case stands in the city's system, as far as residents are concerned."""

    RECEIVED = "received"
    ACCEPTED = "accepted"
    CORRECTION = "correction"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class RemoteStatus:
    """The state of one case at a moment. ``event_id`` is the city's own, so that an event counts once."""

    event_id: str
    remote_number: str
    state: RemoteState
    at: datetime
    note: str = field(default="", repr=False)


@runtime_checkable
class PullStatus(Protocol):
    """Capability ``pull_status``."""

    def statuses(self, manifest: Any, remote_numbers: Sequence[str]) -> Iterator[RemoteStatus]:
        """Yield the state of each case asked for; a case that the city does not know is left out."""
        ...


@runtime_checkable
class ReceiveCallback(Protocol):
    """Capability ``receive_callback``."""

    def callback(self, manifest: Any, headers: Mapping[str, str], body: bytes) -> Sequence[RemoteStatus]:
        """Return what a call from the city tells. Raises AdapterError when its signature is not the city's."""
        ...


@dataclass(frozen=True, slots=True)
class Changes:
    """Rows changed since a cursor, the cursor to ask with next, and whether there are more at once.

    ``gone`` are the old ids of rows that the source says it withdrew. A row may come again, so that none is missed.
    """

    rows: Sequence[CatalogueRow]
    cursor: str
    more: bool
    gone: Sequence[str] = ()


@runtime_checkable
class ChangesSince(Protocol):
    """Capability ``changes_since``."""

    def changes(self, manifest: Any, cursor: str | None, *, on_finding: OnFinding) -> Changes:
        """Return the rows changed since ``cursor``, from the beginning where it is None."""
        ...


@runtime_checkable
class MapRecords(Protocol):
    """Not a capability of the city's system: that the adapter can read single records which somebody else brought."""

    def map_records(
        self, manifest: Any, records: Sequence[Mapping[str, Any]], *, on_finding: OnFinding
    ) -> Sequence[CatalogueRow]:
        """Return records of the city's own shape as rows."""
        ...


PORTS: Final[Mapping[Capability, type[Any]]] = {
    Capability.READ_CATALOGUE: ReadCatalogue,
    Capability.READ_ACCOUNTS: ReadAccounts,
    Capability.VERIFY_CREDENTIAL: VerifyCredential,
    Capability.SUBMIT_APPLICATION: SubmitApplication,
    Capability.PULL_STATUS: PullStatus,
    Capability.RECEIVE_CALLBACK: ReceiveCallback,
    Capability.CHANGES_SINCE: ChangesSince,
}
