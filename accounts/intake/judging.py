"""A row's fields through the rules: what can be read is normalised and hashed, what cannot is told and kept aside.

No finding holds a value: it is a code, and the row's number leads to the row.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from stdnum.cn import uscc as uscc_rules
from stdnum.exceptions import ValidationError as NumberError

from accounts.identifiers import IdentifierType, identifier_index, normalise, read_identity_number
from accounts.intake.names import comparable
from accounts.intake.rows import DOCUMENTS, PASSPORT, PERMIT, Evidence, Facts, Judged, OldPassword, Spooled
from cities.manifests.schema import AccountsPart
from services_portal.kernel.crypto import blind_index
from services_portal.kernel.runs.plain import plain

LOGIN_PURPOSE: Final = "accounts.oldaccount.login"
NAME_PURPOSE: Final = "accounts.oldaccount.name"
KINDS: Final = frozenset({"person", "enterprise"})
LONGEST: Final = 500
# Raise it when a rule reads the same text differently: every row is then judged anew.
RULESET: Final = 2
# Numbers that clerks and old forms put where somebody has none.
_PLACEHOLDER: Final = re.compile(r"(.)\1{5,}|1234567890?\d*|无|暂无|未知|null|none|-+|/+", re.IGNORECASE)
_SECONDS, _MILLISECONDS = 10, 13
_CHINA: Final = ZoneInfo("Asia/Shanghai")
_EARLIEST: Final = datetime(1990, 1, 1, tzinfo=UTC)


class Judge:
    """Judges rows by one city's manifest."""

    def __init__(self, part: AccountsPart) -> None:
        self._part = part

    def judge(self, row: Spooled) -> Judged:
        """Return the row in one form; a row that is no account says why and holds nothing else."""
        return _Reading(row, self._part).judged()


class _Reading:
    """One row while it is judged."""

    def __init__(self, row: Spooled, part: AccountsPart) -> None:
        self._row = row
        self._fields = row.fields
        self._part = part
        self._findings: list[str] = []
        self._facts = Facts()

    def judged(self) -> Judged:
        row, fields = self._row, self._fields
        kind = fields.get("kind", "") or "person"
        refused = row.refused or ("row.kind_unknown" if kind not in KINDS else "")
        if refused:
            return _empty(row, kind, refused)
        evidence = self._evidence(kind)
        login = self._text("login")
        if not (login or evidence.phone or evidence.email or evidence.documents):
            return _empty(row, kind, "row.nobody")
        facts = self._facts
        facts.old_id, facts.login = fields.get("old_id", ""), login
        facts.legal_representative, facts.verified_by = self._text("legal_representative"), self._text("verified_by")
        return Judged(
            number=row.number,
            key=row.key,
            checksum=row.checksum,
            evidence=evidence,
            facts=facts,
            login=blind_index(login.casefold(), LOGIN_PURPOSE) if login else None,
            password=self._password(),
            disabled=self._flag("disabled"),
            opened_at=self._date("created_at"),
            last_seen_at=self._date("last_seen_at"),
            findings=sorted(set(self._findings)),
        )

    def _evidence(self, kind: str) -> Evidence:
        documents = self._documents()
        phone = self._identifier("phone", IdentifierType.PHONE)
        email = self._identifier("email", IdentifierType.EMAIL)
        self._facts.phone, self._facts.email = phone, email
        return Evidence(
            kind=kind,
            documents={name: identifier_index(IdentifierType(name), value) for name, value in documents.items()},
            documents_verified=bool(documents) and self._documents_verified(),
            names=self._names(),
            phone=identifier_index(IdentifierType.PHONE, phone) if phone else None,
            phone_verified=bool(phone) and self._flag("phone_verified"),
            email=identifier_index(IdentifierType.EMAIL, email) if email else None,
            email_verified=bool(email) and self._flag("email_verified"),
            uscc=self._uscc() if kind == "enterprise" else "",
        )

    def _documents(self) -> dict[str, str]:
        found: dict[str, str] = {}
        number = self._given("resident_id")
        if number:
            try:
                kind, value = read_identity_number(number)
                found[kind.value] = value
            except ValidationError as error:
                self._unread("resident_id", number, error)
        for name, kind in ((PASSPORT, IdentifierType.PASSPORT), (PERMIT, IdentifierType.PERMIT)):
            if name not in found and (value := self._identifier(name, kind)):
                found[name] = value
        facts = self._facts
        facts.resident_id, facts.passport, facts.permit = (found.get(name, "") for name in DOCUMENTS)
        return found

    def _documents_verified(self) -> bool:
        """Whether the old system proved the documents, in a way that the manifest trusts."""
        if not self._flag("documents_verified"):
            return False
        if self._fields.get("verified_by", "") in self._part.trusted:
            return True
        self._findings.append("documents.verified_unknown_how")
        return False

    def _names(self) -> list[bytes]:
        facts = self._facts
        facts.name = self._text("name")
        facts.former_names = [name for name in self._text("former_names").split("\n") if name]
        told = dict.fromkeys(filter(None, map(comparable, (facts.name, *facts.former_names))))
        return [blind_index(name, NAME_PURPOSE) for name in told]

    def _uscc(self) -> str:
        text = self._given("uscc")
        try:
            return str(uscc_rules.validate(text)) if text else ""
        except NumberError:
            self._set_aside("uscc", text, "uscc.invalid")
            return ""

    def _identifier(self, field: str, kind: IdentifierType) -> str:
        text = self._given(field)
        if not text:
            return ""
        try:
            return normalise(kind, text)
        except ValidationError as error:
            self._unread(field, text, error)
            return ""

    def _given(self, field: str) -> str:
        """Return a number or an address, or nothing where a placeholder stands in its place."""
        text = self._text(field)
        if text and _PLACEHOLDER.fullmatch(text):
            self._findings.append(f"{field}.placeholder")
            return ""
        return text

    def _text(self, field: str) -> str:
        text = self._fields.get(field, "")
        if len(text) <= LONGEST:
            return text
        self._set_aside(field, text[:LONGEST], f"{field}.too_long")
        return ""

    def _flag(self, field: str) -> bool:
        word = self._fields.get(field, "")
        if word not in ("", "yes", "no"):
            self._findings.append(f"{field}.unknown_word")
        return word == "yes"

    def _date(self, field: str) -> datetime | None:
        text = self._fields.get(field, "")
        if not text:
            return None
        for form in self._part.date_formats:
            if (found := _moment(text, form)) is not None:
                return found
        self._findings.append(f"{field}.unread")
        return None

    def _password(self) -> OldPassword | None:
        fields = self._fields
        stored = fields.get("password_hash", "")
        if not stored:
            return None
        if len(stored) > LONGEST or not fields.get("password_scheme"):
            self._findings.append("password.unusable")
            return None
        salt, encoding = fields.get("password_salt", ""), self._part.password_encoding
        return OldPassword(fields["password_scheme"], stored, salt, encoding)

    def _unread(self, field: str, text: str, error: ValidationError) -> None:
        self._set_aside(field, text, f"{field}.{error.code}")

    def _set_aside(self, field: str, text: str, finding: str) -> None:
        self._facts.unread[field] = text
        self._findings.append(finding)


def _empty(row: Spooled, kind: str, refused: str) -> Judged:
    return Judged(row.number, row.key, row.checksum, Evidence(kind if kind in KINDS else "person"), refused=refused)


def _epoch(text: str) -> datetime | None:
    if not (text.isascii() and text.isdigit() and len(text) in (_SECONDS - 1, _SECONDS, _MILLISECONDS)):
        return None
    return datetime.fromtimestamp(int(text) / (1000 if len(text) == _MILLISECONDS else 1), tz=UTC)


def _written(form: str) -> Callable[[str], datetime | None]:
    def read(text: str) -> datetime | None:
        try:
            found = datetime.strptime(text, form)  # noqa: DTZ007 - China's time is put in below
        except ValueError:
            return None
        return found if found.tzinfo is not None else found.replace(tzinfo=_CHINA)

    return read


_READERS: Final[dict[str, Callable[[str], datetime | None]]] = {"epoch": _epoch}


def _moment(text: str, form: str) -> datetime | None:
    """Return a moment written in ``form`` (``strptime``, China's time where it names none; or ``epoch``), or None."""
    reader = _READERS.get(form)
    if reader is None:
        reader = _READERS[form] = _written(form)
    found = reader(text)
    return found if found is not None and found >= _EARLIEST else None


def fields_of(fields: Mapping[str, str]) -> dict[str, str]:
    """Return a row's fields as PostgreSQL and msgspec take them: no lone surrogates, no NUL, no empty ones."""
    return {name: plain(text) for name, text in fields.items() if text}
