"""`/api/v1/me/accesses/`: who looked at the signed-in person's data, and why."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.own import OwnView
from accounts.models import User
from accounts.rights.accesses import Access, accesses_of
from services_portal.kernel.cursors import BAD_CURSOR, decode_cursor, encode_cursor, parse_limit
from services_portal.kernel.errors import DomainError
from services_portal.kernel.pagination import next_link


class AccessSerializer(serializers.Serializer[Access]):
    """One look at the person's data, or one act on it, by somebody else."""

    id = serializers.UUIDField(help_text="number of the entry: the authority finds by it who it was")
    at = serializers.DateTimeField()
    who = serializers.CharField(help_text="the authority, or that it was somebody who acts for the person")
    what = serializers.CharField()
    why = serializers.CharField(help_text="purpose and file number, where there is one")
    refused = serializers.BooleanField(help_text="true: it was tried, and not allowed")


class AccessPageSerializer(serializers.Serializer[Any]):
    """A page of them, the latest first."""

    next = serializers.URLField(allow_null=True)
    results = AccessSerializer(many=True)


class AccessesView(OwnView):
    """Who looked."""

    @extend_schema(
        operation_id="me_accesses",
        tags=["me"],
        parameters=[
            OpenApiParameter("cursor", str, description="From `next`; opaque."),
            OpenApiParameter("limit", int, description="1 to 100, 20 by default."),
        ],
        responses={200: AccessPageSerializer},
    )
    def get(self, request: Request) -> Response:
        """Read who else looked at your data or worked on it, when, from which authority and why; the latest first."""
        limit = parse_limit(request.query_params.get("limit"))
        before = _before(request.query_params.get("cursor"))
        found = accesses_of(cast(User, request.user), before=before, limit=limit + 1)
        more = encode_cursor([str(found[limit - 1].id)]) if len(found) > limit else None
        page = {"next": next_link(request, more), "results": found[:limit]}
        return Response(AccessPageSerializer(page).data)


def _before(cursor: str | None) -> UUID | None:
    """Return where the last page ended. Raises DomainError ``bad_cursor``."""
    if not cursor:
        return None
    try:
        return UUID(decode_cursor(cursor, [str])[0])
    except ValueError:
        raise DomainError(BAD_CURSOR) from None
