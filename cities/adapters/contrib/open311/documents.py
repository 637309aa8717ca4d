"""Service lists and service definitions of GeoReport v2, in either of its formats, as plain values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from cities.adapters.base import refusal
from cities.adapters.jsontext.values import as_text
from cities.adapters.xmltext import Element, local_name, text_of

LIST: Final = "services"
DEFINITION: Final = "service_definition"


def services_of(document: Any, code: str) -> list[Any]:
    """Return the services of a list in JSON. Raises AdapterError ``code`` where there is no list."""
    found = document.get(LIST) if isinstance(document, dict) else document
    if not isinstance(found, list):
        raise refusal(code, f"{LIST}: {type(found).__name__}")
    return found


def services_in(root: Element, code: str) -> list[dict[str, Any]]:
    """Return the services of a list in XML. Raises AdapterError ``code`` for another document."""
    if local_name(root) != LIST:
        raise refusal(code, f"<{local_name(root)}>")
    return [_plain(service) for service in root if local_name(service) == "service"]


def attributes_of(document: Any, code: str) -> list[Any]:
    """Return the attributes of a definition in JSON. Raises AdapterError ``code`` for another document."""
    if isinstance(document, list) and len(document) == 1:
        document = document[0]
    if isinstance(document, dict) and isinstance(document.get(DEFINITION), dict):
        document = document[DEFINITION]
    found = document.get("attributes", []) if isinstance(document, dict) else None
    if not isinstance(found, list):
        raise refusal(code, f"attributes: {type(found).__name__}")
    return found


def attributes_in(root: Element, code: str) -> list[dict[str, Any]]:
    """Return the attributes of a definition in XML. Raises AdapterError ``code`` for another document."""
    if local_name(root) != DEFINITION:
        raise refusal(code, f"<{local_name(root)}>")
    lists = [child for child in root if local_name(child) == "attributes"]
    return [_plain(attribute) for found in lists for attribute in found]


def with_attributes(service: Mapping[str, Any], attributes: list[Any]) -> dict[str, Any]:
    """Return the service with what its definition asks for, and beside that the questions as lists."""
    asked = [each for each in attributes if isinstance(each, dict) and not _is(each.get("variable"), "false")]
    return {
        **service,
        "attributes": attributes,
        "attributes_required": list(_questions(asked, required=True)),
        "attributes_optional": list(_questions(asked, required=False)),
    }


def has_definition(service: Mapping[str, Any]) -> bool:
    """Whether the service says that it has a definition."""
    return _is(service.get("metadata"), "true")


def _is(value: Any, word: str) -> bool:
    return as_text(value).strip().lower() == word


def _questions(attributes: list[dict[str, Any]], *, required: bool) -> Iterator[str]:
    for each in attributes:
        if _is(each.get("required"), "true") is required:
            text = as_text(each.get("description")) or as_text(each.get("code"))
            if text:
                yield " ".join(text.split())


def _plain(element: Element) -> dict[str, Any]:
    """Return the fields of a service or an attribute, the values of an attribute as a list of its pairs."""
    fields: dict[str, Any] = {}
    for child in element:
        name = local_name(child)
        fields[name] = [_plain(value) for value in child] if name == "values" else text_of(child).strip()
    return fields
