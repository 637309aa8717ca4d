"""Between what is kept of a service and what the editor's fields hold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from catalog.content import (
    Channel,
    ChannelKind,
    DayUnit,
    Fee,
    HandlingKind,
    HandlingScope,
    LegalBasis,
    MaterialNeed,
    Office,
    ServiceContent,
    ServiceResult,
    Text,
    TrustGrade,
)
from services_portal.kernel.text import CHINESE, ENGLISH

SAME = (
    "statutory_days",
    "promised_days",
    "visits",
    "phone",
    "complaint_phone",
)
CODES = ("promised_unit", "statutory_unit", "handling_kind", "handling_scope")
Values = Mapping[str, Any]


def words(text: Text) -> dict[str, str]:
    """Return a text as the fields hold it."""
    return {CHINESE: text.zh_hans, ENGLISH: text.en}


def text_of(value: Values | None) -> Text:
    """Return the text of a field."""
    value = value or {}
    return Text(zh_hans=value.get(CHINESE, ""), en=value.get(ENGLISH, ""))


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def fields_of(content: ServiceContent) -> dict[str, Any]:
    """Return the initial values of the editor's form."""
    values: dict[str, Any] = {name: getattr(content, name) for name in SAME}
    values |= {name: getattr(content, name).value for name in CODES}
    return values | {
        "title": words(content.title),
        "summary": words(content.summary),
        "audiences": list(content.audiences),
        "conditions": [words(text) for text in content.conditions],
        "steps": [words(text) for text in content.steps],
        "result_kind": content.result.kind,
        "result_name": words(content.result.name),
        "effective_on": _day(content.effective_on),
        "expires_on": _day(content.expires_on),
    }


def rows_of(content: ServiceContent) -> dict[str, list[dict[str, Any]]]:
    """Return the initial values of the editor's rows."""
    return {
        "materials": [
            {
                "name": words(need.name),
                "grade": need.grade.value,
                "code": need.code or "",
                "form": need.form,
                "copies": need.copies,
                "required": need.required,
            }
            for need in content.materials
        ],
        "channels": [{"kind": channel.kind.value, "url": channel.url} for channel in content.channels],
        "fees": [
            {
                "name": words(fee.name),
                "amount": None if fee.amount_fen is None else Decimal(fee.amount_fen) / 100,
                "basis": words(fee.basis),
            }
            for fee in content.fees
        ],
        "offices": [
            {
                "name": words(office.name),
                "address": words(office.address),
                "hours": words(office.hours),
                "phone": office.phone,
                "centre": office.centre or "",
                "longitude": office.longitude,
                "latitude": office.latitude,
            }
            for office in content.offices
        ],
        "legal_basis": [{"title": words(law.title), "article": words(law.article)} for law in content.legal_basis],
    }


def content_of(fields: Values, rows: Mapping[str, Iterable[Values]]) -> ServiceContent:
    """Return the content that validated fields and rows say."""
    return ServiceContent(
        title=text_of(fields["title"]),
        summary=text_of(fields["summary"]),
        audiences=tuple(fields["audiences"]),
        conditions=tuple(text_of(text) for text in fields["conditions"]),
        steps=tuple(text_of(text) for text in fields["steps"]),
        result=ServiceResult(kind=fields["result_kind"], name=text_of(fields["result_name"])),
        effective_on=fields["effective_on"].isoformat() if fields["effective_on"] else None,
        expires_on=fields["expires_on"].isoformat() if fields["expires_on"] else None,
        statutory_unit=DayUnit(fields["statutory_unit"]),
        promised_unit=DayUnit(fields["promised_unit"]),
        handling_kind=HandlingKind(fields["handling_kind"]),
        handling_scope=HandlingScope(fields["handling_scope"]),
        materials=tuple(_material(row) for row in rows["materials"]),
        channels=tuple(Channel(kind=ChannelKind(row["kind"]), url=row["url"]) for row in rows["channels"]),
        fees=tuple(_fee(row) for row in rows["fees"]),
        offices=tuple(_office(row) for row in rows["offices"]),
        legal_basis=tuple(
            LegalBasis(title=text_of(row["title"]), article=text_of(row["article"])) for row in rows["legal_basis"]
        ),
        **{name: fields[name] for name in SAME},
    )


def _material(row: Values) -> MaterialNeed:
    return MaterialNeed(
        name=text_of(row["name"]),
        code=row["code"] or None,
        grade=TrustGrade(row["grade"]),
        form=row["form"],
        copies=row["copies"],
        required=row["required"],
    )


def _fee(row: Values) -> Fee:
    amount = row["amount"]
    fen = None if amount is None else int(amount * 100)
    return Fee(name=text_of(row["name"]), amount_fen=fen, basis=text_of(row["basis"]))


def _office(row: Values) -> Office:
    return Office(
        name=text_of(row["name"]),
        address=text_of(row["address"]),
        hours=text_of(row["hours"]),
        phone=row["phone"],
        centre=row["centre"] or None,
        longitude=row["longitude"],
        latitude=row["latitude"],
    )
