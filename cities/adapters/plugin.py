"""What every adapter is: a plugin that says what it can do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar, Final, TypeVar

import msgspec

from cities.adapters.base import Capability, SourceRef, refusal
from cities.manifests import CityManifest
from services_portal.kernel.registry import CheckResult, Plugin


class CityAdapter(Plugin):
    """Base of the adapters. A capability that is declared is implemented; the conformance kit checks it."""

    capabilities: ClassVar[frozenset[Capability]] = frozenset()
    # What the manifest's ``[accounts.adapter.options]`` may say, where the adapter reads accounts.
    accounts_schema: ClassVar[type[msgspec.Struct] | None] = None

    def is_able(self, capability: Capability, options: Any) -> bool:
        """Whether a city with these options can do it: what an adapter can do, a city may not have set up."""
        return capability in self.capabilities


# Where a manifest may name files: beside itself, and in this folder beside its own.
CATALOGUES: Final = "catalogues"
T = TypeVar("T")


def source_file(manifest: CityManifest, source: SourceRef, path: str | None) -> Path | None:
    """Return the file to read: the one given, else the manifest's ``path``, else None.

    Raises AdapterError ``source.outside`` for a path that leads out of the manifest's folder and of the folder
    ``catalogues`` beside it, be it by a link: a manifest names catalogues, not any file of the machine.
    """
    if source.path is not None:
        return source.path
    if path is None:
        return None
    folder = Path(manifest.folder).resolve()
    try:
        found = (folder / path).resolve()
    except (OSError, ValueError, RuntimeError):
        raise refusal("source.outside", path) from None
    if not (found.is_relative_to(folder) or found.is_relative_to(folder.parent / CATALOGUES)):
        raise refusal("source.outside", path)
    return found


def check_file(path: str | None) -> CheckResult:
    """Say which file is read; a city may also be given one each time."""
    if path is None:
        return CheckResult(True, "未配置文件，每次导入时上传。", "No file is named; one is given for each intake.")
    return CheckResult(True, f"读取文件 {path}", f"Reads the file {path}")


def unchanged(path: Path, rows: Iterator[T]) -> Iterator[T]:
    """Yield what is read from ``path``. Raises AdapterError ``source.changed`` when the file was another meanwhile."""
    before = mark_of(path)
    yield from rows
    if mark_of(path) != before:
        raise refusal("source.changed", path.name, permanent=False)


def mark_of(path: Path) -> tuple[int, int, int]:
    """Return what tells one state of a file from another. Raises AdapterError ``source.changed`` when it is gone."""
    try:
        told = path.stat()
    except OSError:
        raise refusal("source.changed", path.name, permanent=False) from None
    return told.st_ino, told.st_size, told.st_mtime_ns


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
