"""A registry of any size: three services a matter in each of sixteen cities, real in shape, made by COPY.

Matters are the provincial directory's, repeated under new codes. Documents and list rows are rendered by the code that
publishes. The tables are made UNLOGGED and without foreign keys for the load: a crash empties them, and the next run
makes them anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import psycopg
from psycopg import sql

from catalog.content import LegalBasis, ServiceContent, digest, encode
from catalog.publishing.etag import etag_of
from catalog.publishing.items import ItemBook, Matter, Offer, Place
from catalog.publishing.render import Names, Published, card_encoder, card_of, service_bytes
from catalog.search import vector
from catalog.services.directory_seed_files import DirectorySeeds, read_directory
from seeds.authoring.codes import demonstration_uscc
from services_portal.kernel.ids import uuid7

CITIES = 16
A_CITY = 3  # services of one matter in one city: the city's own and two counties'
AT = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
SEEDS = Path(__file__).resolve().parent.parent / "seeds" / "catalog"
UNLOGGED = (
    "catalog_itemlisting",
    "catalog_publisheddocument",
    "catalog_itemdocument",
    "catalog_serviceversion",
    "catalog_service",
    "catalog_basicitem",
)
COLUMNS = {
    "cities_region": "id code name pinyin level valid_from source",
    "cities_city": "id slug region_id name order adapter manifest_digest is_active created_at updated_at",
    "cities_agency": "id uscc name short_name aliases department region_id city_id level phone is_active created_at"
    " updated_at",
    "catalog_topic": "id code name audience icon order",
    "catalog_basicitem": "id code title summary item_type topic_id department for_person for_enterprise legal_basis"
    " statutory_days defaults synonyms search is_active created_at updated_at",
    "catalog_service": "id basic_item_id agency_id region_id city_id level implementation_code state"
    " current_version_id origin version card created_at updated_at",
    "catalog_serviceversion": "id service_id number content digest published_at published_by",
    "catalog_publisheddocument": "service_id language body etag",
    "catalog_itemdocument": "basic_item_id language body etag",
    "catalog_itemlisting": "basic_item_id language city_id service_id topic_id for_person for_enterprise sort_key body"
    " context",
}
# A batch holds what 200 matters bring: its services' rows, then the next table's, so that memory stays bounded.
BATCH = 200


@dataclass(frozen=True)
class Body:
    """An agency with what documents say of it."""

    agency_id: UUID
    uscc: str
    level: str
    name: dict[str, str]
    region_id: UUID
    region_code: str
    region_name: dict[str, str]
    place: Place


def fill(address: str, services: int) -> None:
    """Fill an empty, migrated database with about ``services`` published services (a multiple of 48)."""
    matters = max(1, services // (CITIES * A_CITY))
    seeds = read_directory(SEEDS)
    with psycopg.connect(address) as connection:
        for table in UNLOGGED:
            _free(connection, table)
        bodies = list(_bodies(connection))
        topics = _topics(connection, seeds)
        batch: list[Matter] = []
        for matter in _matters(seeds, topics, matters):
            batch.append(matter)
            if len(batch) == BATCH:
                _write(connection, batch, bodies, seeds)
                batch = []
        _write(connection, batch, bodies, seeds)
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("VACUUM (ANALYZE)")


def _free(connection: psycopg.Connection[Any], table: str) -> None:
    """Drop the foreign keys from and to a table and stop logging it."""
    found = connection.execute(
        "SELECT conrelid::regclass::text, conname FROM pg_constraint"
        " WHERE contype = 'f' AND (conrelid = %s::regclass OR confrelid = %s::regclass)",
        [table, table],
    ).fetchall()
    for owner, name in found:
        connection.execute(sql.SQL("ALTER TABLE {} DROP CONSTRAINT {}").format(sql.SQL(owner), sql.Identifier(name)))
    connection.execute(sql.SQL("ALTER TABLE {} SET UNLOGGED").format(sql.Identifier(table)))


def _copy(connection: psycopg.Connection[Any], table: str, rows: list[tuple[Any, ...]]) -> None:
    columns = sql.SQL(", ").join(sql.Identifier(name) for name in COLUMNS[table].split())
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), columns)
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def _json(value: Any) -> str:
    return msgspec.json.encode(value).decode()


def _name(chinese: str, english: str) -> dict[str, str]:
    return {"zh-hans": chinese, "en": english}


def _bodies(connection: psycopg.Connection[Any]) -> Iterator[Body]:
    """Write sixteen cities with three agencies each, and yield the agencies."""
    regions, cities, agencies, bodies = [], [], [], []
    for number in range(1, CITIES + 1):
        city_id, slug = uuid7(), f"city{number:02d}"
        name = _name(f"第{number}市", f"City {number}")
        place = Place(city_id, slug, name)
        for part in range(A_CITY):
            code = f"37{number:02d}{part:02d}000000"
            region_id, agency_id = uuid7(), uuid7()
            region = name if part == 0 else _name(f"第{number}市第{part}区", f"District {part} of city {number}")
            level = "3" if part == 0 else "4"
            uscc = demonstration_uscc("11", code[:6], f"{number:03d}{part:03d}")
            title = _name(f"{region['zh-hans']}住房公积金管理中心", f"Housing Fund Centre of {region['en']}")
            kind = "city" if part == 0 else "county"
            regions.append((region_id, code, _json(region), "", kind, date(1949, 10, 1), ""))
            agencies.append((agency_id, uscc, _json(title), "", "[]", "", region_id, city_id, level, "0531-12345"))
            bodies.append(Body(agency_id, uscc, level, title, region_id, code, region, place))
            if part == 0:
                cities.append((city_id, slug, region_id, _json(name), number, "tabular_file", "", True, AT, AT))
    _copy(connection, "cities_region", regions)
    _copy(connection, "cities_city", cities)
    _copy(connection, "cities_agency", [(*agency, True, AT, AT) for agency in agencies])
    yield from bodies


def _topics(connection: psycopg.Connection[Any], seeds: DirectorySeeds) -> dict[str, UUID]:
    keys = {code: uuid7() for code in seeds.topics}
    rows = [
        (keys[code], code, _json(row["name"]), row["audience"], row["icon"], row["order"])
        for code, row in seeds.topics.items()
    ]
    _copy(connection, "catalog_topic", rows)
    return keys


def _matters(seeds: DirectorySeeds, topics: dict[str, UUID], count: int) -> Iterator[Matter]:
    rows = list(seeds.items.values())
    for number in range(count):
        row = rows[number % len(rows)]
        topic = seeds.topics[row["topic"]]
        yield Matter(
            item_id=uuid7(),
            code=f"37{number:010d}",
            title=row["title"],
            summary=row["summary"],
            item_type=row["item_type"],
            topic_id=topics[row["topic"]],
            topic_code=row["topic"],
            topic_name=topic["name"],
            topic_order=topic["order"],
            for_person=row["for_person"],
            for_enterprise=row["for_enterprise"],
            statutory_days=row["statutory_days"],
            legal_basis=msgspec.convert(row["legal_basis"][:1], tuple[LegalBasis, ...]),
            life_events=(),
        )


def _content(matter: Matter, row: dict[str, Any]) -> ServiceContent:
    defaults = row["defaults"]
    values = {
        "title": matter.title,
        # One of each keeps a million within eight gigabytes.
        **{name: defaults[name][:1] for name in ("conditions", "materials", "steps", "fees")},
        "result": defaults["result"],
        "legal_basis": row["legal_basis"][:1],
        "statutory_days": row["statutory_days"],
        "handling_kind": defaults["handling_kind"],
        "handling_scope": defaults["handling_scope"],
        "channels": [{"kind": "online", "url": f"https://zwfw.example/apply/{matter.code}"}, {"kind": "window"}],
        "visits": 1,
        "phone": "0531-12345",
        "offices": [{"name": {"zh-hans": "政务服务中心", "en": "Service Centre"}, "phone": "0531-12345"}],
    }
    return msgspec.convert(values, ServiceContent)


def _write(
    connection: psycopg.Connection[Any], matters: list[Matter], bodies: list[Body], seeds: DirectorySeeds
) -> None:
    rows: dict[str, list[tuple[Any, ...]]] = {table: [] for table in COLUMNS}
    directory = list(seeds.items.values())
    for matter in matters:
        source = directory[int(matter.code[2:]) % len(directory)]
        rows["catalog_basicitem"].append(_item_row(matter, source))
        base = _content(matter, source)
        offers = [_service(rows, matter, base, body, number) for number, body in enumerate(bodies)]
        book = ItemBook(matter, list({body.place.city_id: body.place for body in bodies}.values()), offers)
        rows["catalog_itemlisting"].extend(book.listings())
        for document in book.documents():
            rows["catalog_itemdocument"].append((*document, etag_of(document.body)))
    for table in UNLOGGED:
        _copy(connection, table, rows[table])


def _item_row(matter: Matter, row: dict[str, Any]) -> tuple[Any, ...]:
    words = vector([matter.code, *matter.title.values()])
    facts = (_json(row["legal_basis"]), row["statutory_days"], "{}", _json(row["synonyms"]), words, True, AT, AT)
    head = (matter.item_id, matter.code, _json(matter.title), _json(matter.summary), matter.item_type)
    return (*head, matter.topic_id, row["department"], matter.for_person, matter.for_enterprise, *facts)


def _service(
    rows: dict[str, list[tuple[Any, ...]]], matter: Matter, base: ServiceContent, body: Body, number: int
) -> Offer:
    """Add one service with its version and documents; return it as lists see it."""
    content = msgspec.structs.replace(base, promised_days=min(number % 20, base.statutory_days or 20))
    service_id, version_id, card = uuid7(), uuid7(), card_of(content)
    code = f"{body.uscc}{body.level}{matter.code}"
    place, text = body.place, card_encoder.encode(card).decode()
    head = (service_id, matter.item_id, body.agency_id, body.region_id, place.city_id, body.level, code)
    rows["catalog_service"].append((*head, "published", version_id, "intake", 1, text, AT, AT))
    rows["catalog_serviceversion"].append(
        (version_id, service_id, 1, encode(content).decode(), digest(content), AT, "system:bench")
    )
    names = Names(
        basic_code=matter.code,
        item_title=matter.title,
        agency_id=str(body.agency_id),
        agency_uscc=body.uscc,
        agency_name=body.name,
        agency_phone="0531-12345",
        region_code=body.region_code,
        region_name=body.region_name,
        city_slug=place.slug,
        city_name=place.name,
    )
    published = Published(service_id, 1, AT, code, body.level, content, names)
    for language, document in service_bytes(published).items():
        rows["catalog_publisheddocument"].append((service_id, language, document, etag_of(document)))
    return Offer(
        str(service_id),
        matter.item_id,
        place.city_id,
        body.level,
        str(body.agency_id),
        body.name,
        body.region_code,
        body.region_name,
        card,
    )
