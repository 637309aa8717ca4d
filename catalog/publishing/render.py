"""A service's content in the words of one language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec

from catalog import content as written
from catalog.publishing import shapes
from services_portal.kernel.clock.now import PROVINCE_ZONE
from services_portal.kernel.text import LANGUAGES, Language


class Names(msgspec.Struct, frozen=True, kw_only=True):
    """What surrounds a service: matter, agency, region and city, with their names in our languages."""

    basic_code: str
    item_title: dict[str, str]
    agency_id: str
    agency_uscc: str
    agency_name: dict[str, str]
    agency_phone: str
    region_code: str
    region_name: dict[str, str]
    city_slug: str | None = None
    city_name: dict[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Published:
    """One published service, ready to be rendered."""

    service_id: UUID
    number: int
    published_at: datetime
    implementation_code: str | None
    level: str
    content: written.ServiceContent
    names: Names


class CardOffice(msgspec.Struct, frozen=True, gc=False):
    """An office as the comparison of cities shows it."""

    name: written.Text
    address: written.Text = written.Text()


class Card(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """What lists and comparisons show of a published version; kept beside the service so that they need not read it."""

    title: written.Text
    promised_days: int | None = None
    promised_unit: written.DayUnit = written.DayUnit.WORKING
    statutory_days: int | None = None
    visits: int | None = None
    channels: tuple[written.ChannelKind, ...] = ()
    handling_kind: written.HandlingKind = written.HandlingKind.PROMISED
    handling_scope: written.HandlingScope = written.HandlingScope.NONE
    fees: tuple[written.Fee, ...] = ()
    offices: tuple[CardOffice, ...] = ()


card_encoder: Final = msgspec.json.Encoder()
card_decoder: Final = msgspec.json.Decoder(Card)


def card_of(content: written.ServiceContent) -> Card:
    """Return the card of a content."""
    return Card(
        title=content.title,
        promised_days=content.promised_days,
        promised_unit=content.promised_unit,
        statutory_days=content.statutory_days,
        visits=content.visits,
        channels=tuple(dict.fromkeys(channel.kind for channel in content.channels)),
        handling_kind=content.handling_kind,
        handling_scope=content.handling_scope,
        fees=content.fees,
        offices=tuple(CardOffice(office.name, office.address) for office in content.offices),
    )


def say(text: dict[str, str] | None, language: str) -> str:
    """Return a stored text in ``language``, else in Chinese."""
    if not text:
        return ""
    return text.get(language) or text.get("zh-hans") or ""


def fees(listed: tuple[written.Fee, ...], language: Language) -> tuple[shapes.FeeShape, ...]:
    """Return fees in one language."""
    return tuple(
        shapes.FeeShape(name=fee.name.pick(language), amount_fen=fee.amount_fen, basis=fee.basis.pick(language))
        for fee in listed
    )


def service_document(service: Published, language: Language) -> shapes.ServiceDocument:
    """Return the public document of a service in one language."""
    return _in_words(service, _alike(service), language)


def _alike(service: Published) -> dict[str, Any]:
    """Return what the document says alike in every language."""
    content = service.content
    return {
        "id": str(service.service_id),
        "version": service.number,
        "published_at": service.published_at.astimezone(PROVINCE_ZONE).isoformat(timespec="seconds"),
        "implementation_code": service.implementation_code,
        "level": service.level,
        "audiences": content.audiences,
        "promised_days": content.promised_days,
        "promised_unit": content.promised_unit.value,
        "statutory_days": content.statutory_days,
        "statutory_unit": content.statutory_unit.value,
        "handling_kind": content.handling_kind.value,
        "handling_scope": content.handling_scope.value,
        "visits": content.visits,
        "channels": tuple([shapes.ChannelShape(kind=each.kind.value, url=each.url) for each in content.channels]),
        "phone": content.phone,
        "complaint_phone": content.complaint_phone,
        "effective_on": content.effective_on,
        "expires_on": content.expires_on,
    }


def _in_words(service: Published, alike: dict[str, Any], language: Language) -> shapes.ServiceDocument:
    content, names = service.content, service.names
    return shapes.ServiceDocument(
        item=shapes.ItemRef(basic_code=names.basic_code, title=say(names.item_title, language)),
        title=content.title.pick(language),
        summary=content.summary.pick(language),
        agency=shapes.AgencyContact(
            id=names.agency_id,
            name=say(names.agency_name, language),
            uscc=names.agency_uscc,
            phone=names.agency_phone,
        ),
        city=shapes.CityRef(slug=names.city_slug, name=say(names.city_name, language)) if names.city_slug else None,
        region=shapes.Ref(code=names.region_code, name=say(names.region_name, language)),
        conditions=tuple([text.pick(language) for text in content.conditions]),
        materials=tuple([_material(need, language) for need in content.materials]),
        steps=tuple([text.pick(language) for text in content.steps]),
        fees=fees(content.fees, language),
        legal_basis=tuple([law(basis, language) for basis in content.legal_basis]),
        result=shapes.ResultShape(kind=content.result.kind, name=content.result.name.pick(language)),
        offices=tuple([_office(office, language) for office in content.offices]),
        **alike,
    )


def law(basis: written.LegalBasis, language: Language) -> shapes.LawShape:
    """Return a legal basis in one language."""
    return shapes.LawShape(title=basis.title.pick(language), article=basis.article.pick(language))


def _material(need: written.MaterialNeed, language: Language) -> shapes.MaterialShape:
    return shapes.MaterialShape(
        code=need.code,
        name=need.name.pick(language),
        grade=need.grade.value,
        form=need.form,
        copies=need.copies,
        required=need.required,
    )


def _office(office: written.Office, language: Language) -> shapes.OfficeShape:
    return shapes.OfficeShape(
        name=office.name.pick(language),
        address=office.address.pick(language),
        hours=office.hours.pick(language),
        phone=office.phone,
        centre=office.centre,
        longitude=office.longitude,
        latitude=office.latitude,
    )


def service_bytes(service: Published) -> dict[Language, bytes]:
    """Return the published bytes of a service in every language."""
    alike = _alike(service)
    return {language: shapes.encode(_in_words(service, alike, language)) for language in LANGUAGES}


def card_json(content: written.ServiceContent) -> dict[str, object]:
    """Return the card of a content as JSON-ready values."""
    return msgspec.to_builtins(card_of(content))
