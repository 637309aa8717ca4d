"""Where each field of a service comes from, and how old it is.

A version says of itself which row of which import made it, or who published it; two words in its row, whatever the
number of its fields. A field comes from the version since which it has said the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from catalog.content import ServiceContent
from catalog.models import IntakeRun, Service, ServiceVersion

# How far back a field is followed; beyond, it is as old as that at least.
VERSIONS_READ: Final = 200


@dataclass(frozen=True, slots=True)
class Origin:
    """What made a version: a row of an import, or else whoever published it (``published_by``)."""

    number: int
    at: datetime
    published_by: str
    run: IntakeRun | None
    row_number: int | None


@dataclass(frozen=True, slots=True)
class FieldOrigin:
    """A field of the published content, and since which version it has said what it says."""

    field: str
    origin: Origin


def field_origins(service: Service) -> list[FieldOrigin]:
    """Return the origin of every field of the service's current version, in the order of the content; none before the
    first publication. Two queries, whatever the number of fields."""
    if service.current_version is None:
        return []
    newest = service.current_version.number
    versions = list(
        service.versions.filter(number__lte=newest).select_related("run__city").order_by("-number")[:VERSIONS_READ]
    )
    origins = {name: _origin(versions[0]) for name in ServiceContent.__struct_fields__}
    content = versions[0].read()
    undecided = set(origins)
    for version in versions[1:]:
        older = version.read()
        undecided = {name for name in undecided if getattr(older, name) == getattr(content, name)}
        if not undecided:
            break
        for name in undecided:
            origins[name] = _origin(version)
    return [FieldOrigin(name, origin) for name, origin in origins.items()]


def _origin(version: ServiceVersion) -> Origin:
    return Origin(version.number, version.published_at, version.published_by, version.run, version.row_number)
