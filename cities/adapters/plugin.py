"""What every adapter is: a plugin that says what it can do."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from cities.adapters.base import Capability, SourceRef, refusal
from cities.manifests import CityManifest
from services_portal.kernel.registry import Plugin


class CityAdapter(Plugin):
    """Base of the adapters. A capability that is declared is implemented; the conformance kit checks it."""

    capabilities: ClassVar[frozenset[Capability]] = frozenset()


def source_file(manifest: CityManifest, source: SourceRef, path: str | None) -> Path | None:
    """Return the file to read: the one given, else the manifest's ``path`` beside the manifest, else None."""
    if source.path is not None:
        return source.path
    return None if path is None else (Path(manifest.folder) / path).resolve()


def require_file(path: Path, max_bytes: int) -> int:
    """Return the size of ``path`` in bytes. Raises AdapterError when it is missing, empty or larger than allowed."""
    try:
        size = path.stat().st_size
    except OSError:
        raise refusal("source.missing_file", path.name) from None
    if not path.is_file():
        raise refusal("source.missing_file", path.name)
    if size == 0:
        raise refusal("source.empty_file", path.name)
    if size > max_bytes:
        raise refusal("source.too_large", f"{size} > {max_bytes} bytes")
    return size
