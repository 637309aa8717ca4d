"""A row of an old user database on its way through a run."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

RESIDENT_ID: Final = "resident_id"
PASSPORT: Final = "passport"
PERMIT: Final = "permit"
DOCUMENTS: Final = (RESIDENT_ID, PASSPORT, PERMIT)
# What an old id that occurs twice, or is missing, is told apart by; no system writes this sign.
JOINT: Final = "␟"


class Spooled(msgspec.Struct, array_like=True):
    """A row as it was read, waiting on disk. ``refused`` is why it is no account, found while reading."""

    number: int
    key: bytes
    checksum: bytes
    fields: dict[str, str]
    refused: str = ""


class Facts(msgspec.Struct, omit_defaults=True):
    """What the row says of a person, as it is kept: encrypted, in one piece. ``verified_by`` is how its documents were
    proved, in the source's own word; ``unread`` is what no rule could read."""

    old_id: str = ""
    login: str = ""
    name: str = ""
    former_names: list[str] = []
    phone: str = ""
    email: str = ""
    resident_id: str = ""
    passport: str = ""
    permit: str = ""
    legal_representative: str = ""
    verified_by: str = ""
    unread: dict[str, str] = {}


class Evidence(msgspec.Struct):
    """What matching looks at: keyed hashes, never the values. ``documents``: kind → hash; ``names``: the present name
    first, then former ones."""

    kind: str
    documents: dict[str, bytes] = {}
    documents_verified: bool = False
    names: list[bytes] = []
    phone: bytes | None = None
    phone_verified: bool = False
    email: bytes | None = None
    email_verified: bool = False
    uscc: str = ""


class OldPassword(msgspec.Struct, array_like=True, frozen=True):
    """What the old system kept, as ``accounts.passwords.seal`` takes it."""

    scheme: str
    stored: str
    salt: str
    encoding: str


class Judged(msgspec.Struct):
    """A row that was put through the rules. ``refused`` says why it is no account, and empties everything else."""

    number: int
    key: bytes
    checksum: bytes
    evidence: Evidence
    facts: Facts = msgspec.field(default_factory=Facts)
    login: bytes | None = None
    password: OldPassword | None = None
    disabled: bool = False
    opened_at: datetime | None = None
    last_seen_at: datetime | None = None
    findings: list[str] = []
    refused: str = ""


class Known(msgspec.Struct):
    """A row that was taken in before: its evidence, and the claim that holds it. ``joined``: staff have decided that it
    is one person with the others there."""

    account_id: UUID
    claim_id: UUID
    evidence: Evidence
    joined: bool = False
