"""Keyset pagination: a cursor says where the last page ended, never a page number; no exact counts.

How a cursor is written and read stands in ``kernel.cursors``, which knows no web framework.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response

from services_portal.kernel.cursors import (
    BAD_CURSOR,
    BAD_LIMIT,
    DEFAULT_LIMIT,
    MAX_LIMIT,
    decode_cursor,
    encode_cursor,
    parse_limit,
)

__all__ = [
    "BAD_CURSOR",
    "BAD_LIMIT",
    "DEFAULT_LIMIT",
    "MAX_LIMIT",
    "KeysetPagination",
    "after",
    "decode_cursor",
    "encode_cursor",
    "envelope_schema",
    "next_link",
    "parse_limit",
]


class KeysetPagination(BasePagination):
    """Pages a queryset in the order of the view's ``keyset`` (field names, all ascending, the last one unique)."""

    keyset: tuple[tuple[str, type], ...] = (("id", str),)

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        """Return the rows of the page that the request asks for. Raises DomainError."""
        self.keyset = getattr(view, "keyset", self.keyset)
        self._request = request
        limit = parse_limit(request.query_params.get("limit"))
        names = [name for name, _type in self.keyset]
        queryset = queryset.order_by(*names)
        if text := request.query_params.get("cursor"):
            queryset = queryset.filter(after(names, decode_cursor(text, [kind for _name, kind in self.keyset])))
        rows = list(queryset[: limit + 1])
        self._next = None
        if len(rows) > limit:
            rows = rows[:limit]
            self._next = encode_cursor([_value(rows[-1], name) for name in names])
        return rows

    def get_paginated_response(self, data: Any) -> Response:
        """Wrap a page as ``{"next": url or null, "results": […]}``."""
        return Response({"next": next_link(self._request, self._next), "results": data})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """Describe the envelope for the OpenAPI document."""
        return envelope_schema(schema)

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """Describe ``cursor`` and ``limit`` for the OpenAPI document."""
        return [
            {"name": "cursor", "in": "query", "required": False, "schema": {"type": "string"}},
            {
                "name": "limit",
                "in": "query",
                "required": False,
                "schema": {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": DEFAULT_LIMIT},
            },
        ]


def envelope_schema(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the OpenAPI schema of a page whose ``results`` follow ``schema``."""
    return {
        "type": "object",
        "required": ["next", "results"],
        "properties": {"next": {"type": ["string", "null"]}, "results": schema},
    }


def after(names: Sequence[str], values: Sequence[Any]) -> Q:
    """Return the condition "later than ``values``" in the lexicographic order of ``names``."""
    condition, equal = Q(), Q()
    for name, value in zip(names, values, strict=True):
        condition |= equal & Q(**{f"{name}__gt": value})
        equal &= Q(**{name: value})
    return condition


def _value(row: Any, name: str) -> str | int:
    for part in name.split("__"):
        row = getattr(row, part)
    return row if isinstance(row, int) else str(row)


def next_link(request: Any, cursor: str | None) -> str | None:
    """Return the path of the next page with the query kept, or None at the end."""
    if cursor is None:
        return None
    query = getattr(request, "query_params", None) or request.GET
    kept = [(key, value) for key, values in query.lists() for value in values if key != "cursor"]
    return f"{request.path}?{urlencode([*kept, ('cursor', cursor)])}"
