"""A content as the resident would see it, in both languages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from catalog.content import ServiceContent
from catalog.models import Service
from catalog.publishing.render import Published, service_document
from catalog.publishing.shapes import ServiceDocument
from catalog.publishing.surroundings import read_surroundings
from services_portal.kernel import clock
from services_portal.kernel.text import LANGUAGES


@dataclass(frozen=True)
class Preview:
    """The public document in one language, ready for the template."""

    language: str
    document: ServiceDocument

    @property
    def html_language(self) -> str:
        """The language as HTML names it."""
        return "zh-Hans" if self.language == "zh-hans" else "en"


def previews(service: Service, content: ServiceContent) -> list[Preview]:
    """Return what publishing ``content`` would show; nothing is written."""
    found = read_surroundings([service])
    names = found.names(service.basic_item_id, service.agency_id, service.region_id, service.city_id)
    number = (service.current_version.number if service.current_version else 0) + 1
    published: Any = Published(
        service.pk, number, clock.now(), service.implementation_code, service.level, content, names
    )
    return [Preview(language, service_document(published, language)) for language in LANGUAGES]
