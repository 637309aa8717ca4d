"""Keyset pagination: a cursor says where the last page ended, never a page number; no exact counts.

A cursor is the tuple of sort values of the last row, as base64url JSON. It is opaque to clients but holds nothing
secret, so it is checked for shape and types rather than signed.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import urlencode

import msgspec
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response

from services_portal.kernel.errors import DomainError, define_error

DEFAULT_LIMIT: Final = 20
MAX_LIMIT: Final = 100
MAX_CURSOR_CHARACTERS: Final = 400

BAD_CURSOR = define_error(
    "bad_cursor",
    status=400,
    title=_("The cursor is not valid"),
    explanation=_("Follow the link in `next` as it was given. To begin again, leave the cursor out."),
)
BAD_LIMIT = define_error(
    "bad_limit",
    status=400,
    title=_("The limit is not valid"),
    explanation=_("`limit` is a whole number from 1 to 100."),
)


def encode_cursor(values: Sequence[str | int]) -> str:
    """Return the opaque text of a cursor for the sort values of the last row shown."""
    return base64.urlsafe_b64encode(msgspec.json.encode(list(values))).rstrip(b"=").decode()


def decode_cursor(text: str, types: Sequence[type]) -> tuple[Any, ...]:
    """Return the sort values in ``text``. Raises DomainError ``bad_cursor`` unless they fit ``types``."""
    try:
        if len(text) > MAX_CURSOR_CHARACTERS:
            raise ValueError("too long")
        raw = base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
        shape: Any = tuple[tuple(types)]  # type: ignore[misc]
        values = msgspec.json.decode(raw, type=shape)
        if any(isinstance(value, str) and "\x00" in value for value in values):
            raise ValueError("NUL")
        if any(isinstance(value, int) and not -(2**63) <= value < 2**63 for value in values):
            raise ValueError("out of range")
    except (ValueError, binascii.Error, msgspec.MsgspecError) as error:
        raise DomainError(BAD_CURSOR) from error
    return tuple(values)


def parse_limit(text: str | None) -> int:
    """Return the page size asked for, 20 by default. Raises DomainError ``bad_limit`` outside 1..100."""
    if text is None or text == "":
        return DEFAULT_LIMIT
    if not (text.isascii() and text.isdigit() and len(text) <= 3 and 1 <= int(text) <= MAX_LIMIT):
        raise DomainError(BAD_LIMIT)
    return int(text)


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
