"""The change feed out."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from catalog import feed
from catalog.api import schema
from catalog.publishing import shapes
from catalog.publishing.etag import etag_of
from services_portal.kernel.lane import PublicBytes, PublicReadView, ReadRequest
from services_portal.kernel.pagination import parse_limit

# How long a reader who has everything waits before it asks again.
PAUSE_SECONDS: Final = 10


class ChangeFeed(PublicReadView):
    """What happened to the published services, in order."""

    @extend_schema(
        operation_id="catalogue_changes_list",
        summary="Every publication event once, in order",
        auth=[],
        parameters=[*schema.PAGE, schema.IF_NONE_MATCH],
        responses=schema.answers(
            schema.ref(shapes.ChangePage), (400, "bad_cursor"), (400, "bad_limit"), (409, "cursor_ahead")
        ),
    )
    def get(self, request: Request, **kwargs: Any) -> HttpResponse:
        """Replayable from any point, and from the first event without a cursor. Follow `next`, keep it beside what
        you made of the events before it, and you miss none and see none twice, however long you were away."""
        return super().get(request, **kwargs)

    def read(self, asked: ReadRequest) -> PublicBytes:
        """Return one page."""
        limit = parse_limit(asked.query.get("limit"))
        found = feed.change_slice(asked.query.get("cursor") or None, limit=limit)
        page = shapes.ChangePage(
            next=asked.next_link(found.cursor),
            retry_after=0 if found.more else PAUSE_SECONDS,
            results=found.events,
        )
        body = shapes.encode(page)
        return PublicBytes(body, etag_of(body), asked.language)
