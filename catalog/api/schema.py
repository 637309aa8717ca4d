"""The OpenAPI side of the registry: components made from the public shapes, parameters, answers."""

from __future__ import annotations

from typing import Any

import msgspec
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse

from catalog.publishing import shapes
from services_portal.kernel.http.problems import CONTENT_TYPE
from services_portal.kernel.pagination import DEFAULT_LIMIT, MAX_LIMIT, envelope_schema

REF = "#/components/schemas/{name}"
PUBLIC = (
    shapes.TopicShape,
    shapes.LifeEventShape,
    shapes.LifeEventPage,
    shapes.ItemRow,
    shapes.ItemPage,
    shapes.ServiceDocument,
    shapes.ChangePage,
    shapes.OldAddressPage,
)

CITY = OpenApiParameter(
    "city",
    str,
    description="Short name of the city whose service is wanted.",
    examples=[OpenApiExample("Jinan 济南", "jinan")],
)
LANGUAGE = OpenApiParameter(
    "Accept-Language",
    str,
    OpenApiParameter.HEADER,
    description="`zh-hans` (default) or `en`; a text that is not translated is given in Chinese.",
)
IF_NONE_MATCH = OpenApiParameter("If-None-Match", str, OpenApiParameter.HEADER, description="An ETag that you hold.")
READ = [LANGUAGE, IF_NONE_MATCH]
PAGE = [
    OpenApiParameter("cursor", str, description="From `next` of the page before."),
    OpenApiParameter(
        "limit", {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": DEFAULT_LIMIT}, description="Rows."
    ),
]
UNCHANGED = OpenApiResponse(description="What you hold is current.")


def add_components(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """Post-processing hook: add the schemas of the public shapes."""
    _schemas, components = msgspec.json.schema_components(PUBLIC, ref_template=REF)
    result.setdefault("components", {}).setdefault("schemas", {}).update(components)
    return result


def ref(shape: type[shapes.Shape]) -> dict[str, Any]:
    """Return a reference to the component of a shape."""
    return {"$ref": REF.format(name=shape.__name__)}


def page_of(shape: type[shapes.Shape]) -> dict[str, Any]:
    """Return the schema of a list of a shape."""
    return envelope_schema({"type": "array", "items": ref(shape)})


def answers(schema: dict[str, Any], *codes: tuple[int, str]) -> dict[Any, Any]:
    """Return the answers of a public read: the bytes, 304, and the refusals by (status, code)."""
    found: dict[Any, Any] = {
        (200, "application/json"): OpenApiResponse(schema, description="The published bytes."),
        304: UNCHANGED,
    }
    found.update(problems(*codes))
    return found


def problems(*codes: tuple[int, str]) -> dict[Any, Any]:
    """Return the refusals by (status, code), with an example each."""
    by_status: dict[int, list[str]] = {}
    for status, code in codes:
        by_status.setdefault(status, []).append(code)
    return {
        (status, CONTENT_TYPE): OpenApiResponse(
            {"$ref": "#/components/schemas/Problem"},
            description="Refused: " + ", ".join(f"`{name}`" for name in names) + ".",
            examples=[_example(status, name) for name in names],
        )
        for status, names in by_status.items()
    }


def _example(status: int, code: str) -> OpenApiExample:
    value = {
        "type": f"/problems/{code}/",
        "title": code.replace("_", " "),
        "status": status,
        "detail": "",
        "code": code,
        "instance": "urn:request:0190f3a2-7b1c-7000-8000-000000000000",
    }
    return OpenApiExample(code, value, response_only=True, status_codes=[str(status)], media_type=CONTENT_TYPE)
