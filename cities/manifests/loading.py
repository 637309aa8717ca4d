"""Finding and reading manifests."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterator
from pathlib import Path

import msgspec
from django.conf import settings

from cities.errors import BAD_MANIFEST, UNKNOWN_CITY
from cities.manifests.schema import CityManifest
from services_portal.kernel.errors import DomainError

LARGEST_MANIFEST = 1 << 20


def _files() -> Iterator[Path]:
    for folder in settings.PORTAL_CITY_DIRS:
        yield from sorted(Path(folder).glob("*.toml"))


def find(slug: str) -> Path | None:
    """Return the manifest file of ``slug``, or None; the first folder of PORTAL_CITY_DIRS that has one wins."""
    return next((path for path in _files() if path.stem == slug), None)


def all_slugs() -> list[str]:
    """Return the short names of all cities that have a manifest, in the order of their file names."""
    return list(dict.fromkeys(path.stem for path in _files()))


def load_file(path: Path) -> CityManifest:
    """Return the manifest in ``path``. Raises DomainError ``bad_manifest`` naming the file and the place."""
    try:
        data = path.read_bytes()
        if len(data) > LARGEST_MANIFEST:
            raise ValueError("the file is larger than 1 MiB")
        values = tomllib.loads(data.decode("utf-8"))
        if values.keys() & {"folder", "digest"}:
            raise ValueError("folder and digest are not written in a manifest")
        manifest = msgspec.convert(values, type=CityManifest)
        if manifest.slug != path.stem:
            raise ValueError(f"slug {manifest.slug!r} is not the file's name")
    except (OSError, ValueError, RecursionError, msgspec.ValidationError) as error:
        raise DomainError(BAD_MANIFEST, detail=f"{path.name}: {error}", params={"manifest": path.name}) from error
    digest = hashlib.sha256(data).hexdigest()
    return msgspec.structs.replace(manifest, folder=str(path.parent.resolve()), digest=digest)


def load(slug: str) -> CityManifest:
    """Return the manifest of ``slug``. Raises DomainError ``unknown_city`` or ``bad_manifest``."""
    path = find(slug)
    if path is None:
        raise DomainError(UNKNOWN_CITY, params={"city": slug})
    return load_file(path)
