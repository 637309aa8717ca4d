"""The public reads: what the bytes are. How they travel is the lane's business (``kernel.lane``)."""

from __future__ import annotations

from typing import Any

import msgspec
from django.http import HttpResponse
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request

from catalog import reads
from catalog.api import schema
from catalog.publishing import shapes
from catalog.publishing.etag import etag_of
from services_portal.kernel.lane import PublicBytes, PublicReadView, ReadRequest
from services_portal.kernel.pagination import parse_limit

# Topics and life events change with the directory, a few times a year; a minute spares most of their reads.
DIRECTORY_MAX_AGE = 60


def _bytes(body: bytes, asked: ReadRequest, max_age: int = 0) -> PublicBytes:
    return PublicBytes(body, etag_of(body), asked.language, max_age)


def _whole(rows: list[Any]) -> bytes:
    return msgspec.json.encode({"next": None, "results": rows})


class TopicList(PublicReadView):
    """All topics, in their order; they come in one page."""

    @extend_schema(
        operation_id="topics_list",
        summary="Topics",
        auth=[],
        parameters=schema.READ,
        responses=schema.answers(schema.page_of(shapes.TopicShape)),
    )
    def get(self, request: Request, **kwargs: Any) -> HttpResponse:
        """All topics under which residents find matters."""
        return super().get(request, **kwargs)

    def read(self, asked: ReadRequest) -> PublicBytes:
        """Return the topics."""
        return _bytes(_whole(reads.all_topics(asked.language)), asked, DIRECTORY_MAX_AGE)


class LifeEventList(PublicReadView):
    """All life events (一件事), in their order; they come in one page."""

    @extend_schema(
        operation_id="life_events_list",
        summary="Life events",
        auth=[],
        parameters=schema.READ,
        responses=schema.answers(schema.page_of(shapes.LifeEventShape)),
    )
    def get(self, request: Request, **kwargs: Any) -> HttpResponse:
        """All bundles of matters that a resident meets as one thing."""
        return super().get(request, **kwargs)

    def read(self, asked: ReadRequest) -> PublicBytes:
        """Return the life events."""
        return _bytes(_whole(reads.all_life_events(asked.language)), asked, DIRECTORY_MAX_AGE)


class LifeEventDetail(PublicReadView):
    """One life event with its matters."""

    @extend_schema(
        operation_id="life_events_retrieve",
        summary="One life event with its matters",
        auth=[],
        parameters=[schema.CITY, *schema.READ],
        responses=schema.answers(schema.ref(shapes.LifeEventPage), (404, "unknown_life_event"), (404, "unknown_city")),
    )
    def get(self, request: Request, **kwargs: Any) -> HttpResponse:
        """The matters of a life event in the order in which they are met, each with the service that fits `city`."""
        return super().get(request, **kwargs)

    def read(self, asked: ReadRequest) -> PublicBytes:
        """Return the life event."""
        page = reads.life_event_page(asked.kwargs["code"], asked.query.get("city") or None, asked.language)
        return _bytes(msgspec.json.encode(page), asked)


class ItemList(PublicReadView):
    """Matters, one row each, with the service that fits a city."""

    @extend_schema(
        operation_id="items_list",
        summary="Matters, each with the service that fits a city",
        auth=[],
        parameters=[
            schema.CITY,
            OpenApiParameter("topic", str, description="Code of a topic."),
            OpenApiParameter("audience", str, enum=["enterprise", "person"]),
            OpenApiParameter("q", str, description="Words to look for, at most 100 characters."),
            OpenApiParameter("life_event", str, description="Code of a life event."),
            *schema.PAGE,
            *schema.READ,
        ],
        responses=schema.answers(
            schema.page_of(shapes.ItemRow),
            (400, "unknown_topic"),
            (400, "unknown_audience"),
            (400, "bad_search"),
            (400, "bad_cursor"),
            (400, "bad_limit"),
            (404, "unknown_city"),
            (404, "unknown_life_event"),
        ),
    )
    def get(self, request: Request, **kwargs: Any) -> HttpResponse:
        """Never the same matter sixteen times: one row a matter, by topic. Without `city`, or where the matter is not
        offered there, `service` is null and `offered_in` names the cities that offer it."""
        return super().get(request, **kwargs)

    def read(self, asked: ReadRequest) -> PublicBytes:
        """Return one page."""
        query = asked.query
        page = reads.item_slice(
            reads.ItemFilter.of(query),
            asked.language,
            cursor=query.get("cursor") or None,
            limit=parse_limit(query.get("limit")),
        )
        link = msgspec.json.encode(asked.next_link(page.cursor)) if page.cursor else b"null"
        return _bytes(b'{"next":%b,"results":[%b]}' % (link, b",".join(page.rows)), asked)


class ItemDetail(PublicReadView):
    """One matter with the whole service that fits a city."""

    @extend_schema(
        operation_id="items_retrieve",
        summary="One matter with the service that fits a city",
        auth=[],
        parameters=[schema.CITY, *schema.READ],
        responses=schema.answers(schema.ref(shapes.ItemPage), (404, "unknown_item"), (404, "unknown_city")),
    )
    def get(self, request: Request, **kwargs: Any) -> HttpResponse:
        """The matter, the whole service that fits `city` and why (`fit`), the other agencies of the city that offer it,
        and what every other city offers, to compare."""
        return super().get(request, **kwargs)

    def read(self, asked: ReadRequest) -> PublicBytes:
        """Return the matter."""
        city = asked.query.get("city") or None
        return _bytes(reads.item_page_bytes(asked.kwargs["basic_code"], city, asked.language), asked)


class ServiceDetail(PublicReadView):
    """One published service, whole."""

    @extend_schema(
        operation_id="services_retrieve",
        summary="One published service",
        auth=[],
        parameters=schema.READ,
        responses=schema.answers(
            schema.ref(shapes.ServiceDocument), (404, "unknown_service"), (410, "service_retired")
        ),
    )
    def get(self, request: Request, **kwargs: Any) -> HttpResponse:
        """What an agency published. A service that has ended answers 410, with the way to its matter in `params`."""
        return super().get(request, **kwargs)

    def read(self, asked: ReadRequest) -> PublicBytes:
        """Return the service."""
        body, etag = reads.service_bytes(asked.kwargs["service_id"], asked.language)
        return PublicBytes(body, etag, asked.language)
