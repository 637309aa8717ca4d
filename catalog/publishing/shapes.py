"""The public JSON of the registry, one language at a time, as structs.

They are what publishing encodes and what the OpenAPI document is made from, so the two cannot part. Days count in the
unit beside them; ``promised_days`` 0 is "while you wait", None "not said". Money is in fen, points are WGS 84 degrees.
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

Unit = Literal["working", "calendar"]
AudienceName = Literal["person", "enterprise", "both"]
Kind = Literal["at_once", "promised"]
Scope = Literal["none", "online", "elsewhere", "joint"]
ChannelName = Literal["online", "window", "app", "mail", "terminal", "phone"]
Fit = Annotated[
    Literal["city", "county", "township", "village", "province", "nation"],
    Meta(description="Why this service was chosen: the level of the agency nearest above the resident's place."),
]
OfferedIn = Annotated[
    tuple[str, ...] | None,
    Meta(description="Where `service` is null: the cities that offer the matter, by their short names."),
]


class Shape(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Base of the public shapes."""


class Ref(Shape, frozen=True, kw_only=True, gc=False):
    """Something with a code, and its name."""

    code: str
    name: str


class CityRef(Shape, frozen=True, kw_only=True, gc=False):
    """A city by its short name."""

    slug: str
    name: str


class AgencyRef(Shape, frozen=True, kw_only=True, gc=False):
    """An agency."""

    id: str
    name: str


class AgencyContact(AgencyRef, frozen=True, kw_only=True, gc=False):
    """An agency with its unified social credit code and telephone."""

    uscc: str
    phone: str


class ItemRef(Shape, frozen=True, kw_only=True, gc=False):
    """A matter of the basic directory."""

    basic_code: str
    title: str


class ServiceRow(Shape, frozen=True, kw_only=True, gc=False):
    """The service that fits a place, as a list shows it."""

    id: str
    title: str
    agency: AgencyRef
    region: Ref
    promised_days: int | None
    promised_unit: Unit
    visits: int | None
    channels: tuple[ChannelName, ...]
    handling_kind: Kind
    handling_scope: Scope
    fit: Fit


class ItemRow(Shape, frozen=True, kw_only=True, gc=False):
    """A matter in a list."""

    basic_code: str
    title: str
    summary: str
    item_type: str
    topic: Ref | None
    audience: AudienceName
    service: ServiceRow | None
    offered_in: OfferedIn


class MaterialShape(Shape, frozen=True, kw_only=True, gc=False):
    """A document asked for; `grade` A issued, B checked, C uploaded, D declared."""

    code: str | None
    name: str
    grade: Literal["A", "B", "C", "D"]
    form: str
    copies: int
    required: bool


class FeeShape(Shape, frozen=True, kw_only=True, gc=False):
    """A fee; `amount_fen` is null where it depends on the case."""

    name: str
    amount_fen: int | None
    basis: str


class ChannelShape(Shape, frozen=True, kw_only=True, gc=False):
    """A way to apply."""

    kind: ChannelName
    url: str


class LawShape(Shape, frozen=True, kw_only=True, gc=False):
    """A law or regulation and the article."""

    title: str
    article: str


class OfficeShape(Shape, frozen=True, kw_only=True, gc=False):
    """A place to go to."""

    name: str
    address: str
    hours: str
    phone: str
    centre: str | None
    longitude: float | None
    latitude: float | None


class ResultShape(Shape, frozen=True, kw_only=True, gc=False):
    """What the applicant gets."""

    kind: str
    name: str


class ServiceDocument(Shape, frozen=True, kw_only=True, gc=False):
    """A published service, whole."""

    id: str
    version: int
    published_at: str
    implementation_code: str | None
    item: ItemRef
    title: str
    summary: str
    agency: AgencyContact
    city: CityRef | None
    region: Ref
    level: Annotated[str, Meta(description="1 national 2 provincial 3 city 4 county 5 township 6 village")]
    audiences: tuple[str, ...]
    promised_days: int | None
    promised_unit: Unit
    statutory_days: int | None
    statutory_unit: Unit
    handling_kind: Kind
    handling_scope: Scope
    visits: int | None
    channels: tuple[ChannelShape, ...]
    conditions: tuple[str, ...]
    materials: tuple[MaterialShape, ...]
    steps: tuple[str, ...]
    fees: tuple[FeeShape, ...]
    legal_basis: tuple[LawShape, ...]
    result: ResultShape
    offices: tuple[OfficeShape, ...]
    phone: str
    complaint_phone: str
    effective_on: str | None
    expires_on: str | None


class PlaceOffer(Shape, frozen=True, kw_only=True, gc=False):
    """What one city offers for a matter, to compare."""

    city: CityRef
    service_id: str
    agency: AgencyRef
    region: Ref
    fit: Fit
    promised_days: int | None
    promised_unit: Unit
    statutory_days: int | None
    visits: int | None
    channels: tuple[ChannelName, ...]
    handling_kind: Kind
    handling_scope: Scope
    fees: tuple[FeeShape, ...]
    offices: tuple[Annotated[str, Meta(description="Name and address.")], ...]


class OtherService(Shape, frozen=True, kw_only=True, gc=False):
    """Another agency of the same city that offers the same matter, such as a county's."""

    id: str
    title: str
    agency: AgencyRef
    region: Ref
    promised_days: int | None
    promised_unit: Unit
    fit: Fit


class ItemDocument(Shape, frozen=True, kw_only=True, gc=False):
    """A matter as the province knows it, with what each city offers."""

    basic_code: str
    title: str
    summary: str
    item_type: str
    topic: Ref | None
    audience: AudienceName
    statutory_days: int | None
    legal_basis: tuple[LawShape, ...]
    life_events: tuple[Ref, ...]
    offered_in: tuple[str, ...]
    cities: tuple[PlaceOffer, ...]


class PlaceContext(Shape, frozen=True, kw_only=True, gc=False):
    """What a matter's page adds for one place, apart from the service itself."""

    fit: Fit | None
    others: tuple[OtherService, ...]


class ItemPage(ItemDocument, frozen=True, kw_only=True, gc=False):
    """A matter with the service that fits `city`, whole, and the other agencies there."""

    city: str | None
    fit: Fit | None
    others: tuple[OtherService, ...]
    service: ServiceDocument | None


class TopicShape(Shape, frozen=True, kw_only=True, gc=False):
    """A field of life."""

    code: str
    name: str
    audience: AudienceName
    icon: str


class LifeEventShape(Shape, frozen=True, kw_only=True, gc=False):
    """A bundle of matters that a resident meets as one thing."""

    code: str
    name: str
    summary: str
    audience: AudienceName
    icon: str


class LifeEventPage(LifeEventShape, frozen=True, kw_only=True, gc=False):
    """A life event with its matters, in the order in which they are met, each with the service that fits."""

    city: str | None
    items: tuple[ItemRow, ...]


class OldAddressChoice(Shape, frozen=True, kw_only=True, gc=False):
    """One of the services that an old address leads to."""

    service: str
    title: str
    agency: str
    basic_code: str
    document: str


class OldAddressPage(Shape, frozen=True, kw_only=True, gc=False):
    """What became of an old address that leads to no single service: it was `split` among several, or it is `waiting`
    for a person to decide."""

    fate: Literal["split", "waiting"]
    explanation: str
    choices: tuple[OldAddressChoice, ...]


class ChangeShape(Shape, frozen=True, kw_only=True, gc=False):
    """One event of the change feed. `position` counts 1, 2, 3, … without a gap. `digests` holds the entity tag of the
    service's document in each language after the event (BLAKE2b, 16 bytes, of its bytes, in hexadecimal); it is empty
    where the service is retired, and `document` then answers 410. An update may keep its `version`: the name of an
    agency is part of the document, too."""

    position: int
    kind: Literal["published", "updated", "retired", "restored"]
    at: str
    service: str
    version: int
    implementation_code: str | None
    basic_code: str
    region_code: str
    agency_uscc: str
    city: str | None
    digests: dict[str, str]
    document: str


class ChangePage(Shape, frozen=True, kw_only=True, gc=False):
    """A page of the change feed. `next` is never null: behind the last event it is where the next ones will be, to be
    asked after `retry_after` seconds."""

    next: str
    retry_after: int
    results: tuple[ChangeShape, ...]


encode = msgspec.json.Encoder().encode
