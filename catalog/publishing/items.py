"""A matter's document and its rows in lists, from the services that are published for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple
from uuid import UUID

from catalog.content import LegalBasis
from catalog.publishing import shapes
from catalog.publishing.fit import FIT_OF_LEVEL, order
from catalog.publishing.render import Card, fees, law, say
from services_portal.kernel.text import LANGUAGES, Language

_COMMA: Final[dict[Language, str]] = {"zh-hans": "，", "en": ", "}


@dataclass(frozen=True, slots=True)
class Place:
    """A city that takes part."""

    city_id: UUID
    slug: str
    name: dict[str, str]


@dataclass(frozen=True, slots=True)
class Matter:
    """A matter of the basic directory, with what its documents repeat."""

    item_id: UUID
    code: str
    title: dict[str, str]
    summary: dict[str, str]
    item_type: str
    topic_id: UUID | None
    topic_code: str
    topic_name: dict[str, str]
    topic_order: int
    for_person: bool
    for_enterprise: bool
    statutory_days: int | None
    legal_basis: tuple[LegalBasis, ...]
    life_events: tuple[tuple[str, dict[str, str]], ...]

    @property
    def audience(self) -> shapes.AudienceName:
        """Whom it is for."""
        if self.for_person and self.for_enterprise:
            return "both"
        return "person" if self.for_person else "enterprise"

    @property
    def sort_key(self) -> str:
        """Its place in lists: by topic, then by code."""
        return f"{self.topic_order:05d}{self.code}"

    def topic(self, language: Language) -> shapes.Ref | None:
        """Return its topic in one language."""
        return shapes.Ref(code=self.topic_code, name=say(self.topic_name, language)) if self.topic_code else None


@dataclass(frozen=True, slots=True)
class Offer:
    """A published service of a matter, as far as lists show it."""

    service_id: str
    item_id: UUID
    city_id: UUID | None
    level: str
    agency_id: str
    agency_name: dict[str, str]
    region_code: str
    region_name: dict[str, str]
    card: Card

    def facts(self, language: Language) -> dict[str, Any]:
        """Return what every shape of an offer has in common."""
        card = self.card
        return {
            "agency": shapes.AgencyRef(id=self.agency_id, name=say(self.agency_name, language)),
            "region": shapes.Ref(code=self.region_code, name=say(self.region_name, language)),
            "promised_days": card.promised_days,
            "promised_unit": card.promised_unit.value,
            "fit": FIT_OF_LEVEL[self.level],
        }

    def handling(self) -> dict[str, Any]:
        """Return how the matter is handled there."""
        card = self.card
        return {
            "visits": card.visits,
            "channels": tuple(kind.value for kind in card.channels),
            "handling_kind": card.handling_kind.value,
            "handling_scope": card.handling_scope.value,
        }


class Listing(NamedTuple):
    """A row to be written: the province's where ``city_id`` is None."""

    item_id: UUID
    language: Language
    city_id: UUID | None
    service_id: str | None
    topic_id: UUID | None
    for_person: bool
    for_enterprise: bool
    sort_key: str
    body: bytes
    context: bytes


class Document(NamedTuple):
    """A document to be written."""

    item_id: UUID
    language: Language
    body: bytes


@dataclass(slots=True)
class ItemBook:
    """Everything that is to be written for one matter."""

    matter: Matter
    places: Sequence[Place]
    offers: Sequence[Offer]
    by_city: Mapping[UUID | None, list[Offer]] = field(init=False)

    def __post_init__(self) -> None:
        grouped: dict[UUID | None, list[Offer]] = defaultdict(list)
        for offer in self.offers:
            grouped[offer.city_id].append(offer)
        self.by_city = {city: order(found) for city, found in grouped.items()}

    @property
    def offered_in(self) -> tuple[str, ...]:
        """The cities with an agency of their own that offers it."""
        return tuple(place.slug for place in self.places if place.city_id in self.by_city)

    def documents(self) -> Iterator[Document]:
        """Yield the matter's document in each language."""
        for language in LANGUAGES:
            yield Document(self.matter.item_id, language, shapes.encode(self._document(language)))

    def listings(self) -> Iterator[Listing]:
        """Yield the province's row and one for each city that offers it, in each language."""
        for language in LANGUAGES:
            yield self._listing(None, language)
            for place in self.places:
                if place.city_id in self.by_city:
                    yield self._listing(place.city_id, language)

    def _listing(self, city_id: UUID | None, language: Language) -> Listing:
        matter, found = self.matter, self.by_city.get(city_id, [])
        best = found[0] if found else None
        row = shapes.ItemRow(
            basic_code=matter.code,
            title=say(matter.title, language),
            summary=say(matter.summary, language),
            item_type=matter.item_type,
            topic=matter.topic(language),
            audience=matter.audience,
            service=_service_row(best, language) if best else None,
            offered_in=None if best else self.offered_in,
        )
        context = shapes.PlaceContext(
            fit=FIT_OF_LEVEL[best.level] if best else None,  # type: ignore[arg-type]
            others=tuple(_other(offer, language) for offer in found[1:]),
        )
        return Listing(
            matter.item_id,
            language,
            city_id,
            best.service_id if best else None,
            matter.topic_id,
            matter.for_person,
            matter.for_enterprise,
            matter.sort_key,
            shapes.encode(row),
            shapes.encode(context),
        )

    def _document(self, language: Language) -> shapes.ItemDocument:
        matter = self.matter
        return shapes.ItemDocument(
            basic_code=matter.code,
            title=say(matter.title, language),
            summary=say(matter.summary, language),
            item_type=matter.item_type,
            topic=matter.topic(language),
            audience=matter.audience,
            statutory_days=matter.statutory_days,
            legal_basis=tuple(law(basis, language) for basis in matter.legal_basis),
            life_events=tuple(shapes.Ref(code=code, name=say(name, language)) for code, name in matter.life_events),
            offered_in=self.offered_in,
            cities=tuple(
                _place_offer(place, self.by_city[place.city_id][0], language)
                for place in self.places
                if place.city_id in self.by_city
            ),
        )


def _service_row(offer: Offer, language: Language) -> shapes.ServiceRow:
    return shapes.ServiceRow(
        id=offer.service_id, title=offer.card.title.pick(language), **offer.facts(language), **offer.handling()
    )


def _other(offer: Offer, language: Language) -> shapes.OtherService:
    return shapes.OtherService(id=offer.service_id, title=offer.card.title.pick(language), **offer.facts(language))


def _place_offer(place: Place, offer: Offer, language: Language) -> shapes.PlaceOffer:
    return shapes.PlaceOffer(
        city=shapes.CityRef(slug=place.slug, name=say(place.name, language)),
        service_id=offer.service_id,
        statutory_days=offer.card.statutory_days,
        fees=fees(offer.card.fees, language),
        offices=tuple(
            _COMMA[language].join(filter(None, (office.name.pick(language), office.address.pick(language))))
            for office in offer.card.offices
        ),
        **offer.facts(language),
        **offer.handling(),
    )
