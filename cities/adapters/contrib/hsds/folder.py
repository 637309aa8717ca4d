"""Where the tables of a catalogue lie: in a folder, or in a ZIP of one."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from cities.adapters.base import AdapterError, AdapterFinding, OnFinding, Severity, refusal
from cities.adapters.contrib.hsds.options import HsdsOptions
from cities.adapters.contrib.hsds.tables import CATALOGUE, SERVICES, Table
from cities.adapters.tables.archive import BLOCK, BROKEN, MOST_MEMBERS, MOST_RATIO, RATIO_MATTERS_FROM, Sips

ARCHIVE: Final = b"PK\x03\x04"
# As it is called in a file of tables, and as it was called by some.
NAMES: Final[Mapping[str, Table]] = {table.file: table for table in CATALOGUE}


def is_archive(path: Path) -> bool:
    """Whether the file begins as a ZIP does."""
    with path.open("rb") as stream:
        return stream.read(4) == ARCHIVE


@contextmanager
def tables_in(path: Path, options: HsdsOptions, on_finding: OnFinding) -> Iterator[dict[str, Path]]:
    """Give the tables' files, table → file, while the block lasts. Raises AdapterError.

    What a folder holds besides is told and left alone. Of a ZIP nothing is unpacked but its tables, each under a name
    of ours.
    """
    if path.is_dir():
        files = _lying_in(path)
        size = sum(file.stat().st_size for file in files.values())
        if size > options.max_unpacked_bytes:
            raise refusal("source.too_large", f"{size} > {options.max_unpacked_bytes} bytes")
        yield _known(files, on_finding)
        return
    with TemporaryDirectory(prefix="hsds-") as unpacked:
        try:
            files = _unpack(path, Path(unpacked), options)
        except AdapterError:
            raise
        except BROKEN as error:
            raise refusal("source.truncated", f"{type(error).__name__}: {error}") from error
        yield _known(files, on_finding)


def _lying_in(folder: Path) -> dict[str, Path]:
    """Return the files of a folder, lower-case name → file; a link may lead nowhere but into the folder."""
    files: dict[str, Path] = {}
    for member in sorted(folder.iterdir()):
        if not member.is_file():
            continue
        name = member.name.lower()
        if name in NAMES and not member.resolve().is_relative_to(folder.resolve()):
            raise refusal("source.outside", member.name)
        if name in files:
            raise refusal("source.doubled_file", member.name)
        files[name] = member
    return files


def _known(files: Mapping[str, Path], on_finding: OnFinding) -> dict[str, Path]:
    for name in files:
        if name not in NAMES:
            on_finding(AdapterFinding("source.ignored_file", Severity.INFO, evidence=name))
    missing = [name for name, table in NAMES.items() if table.needed and name not in files]
    if missing:
        found = [AdapterFinding("source.missing_table", Severity.ERROR, evidence=name) for name in missing]
        raise AdapterError("source.missing_table", permanent=True, findings=tuple(found))
    return {table.name: files[name] for name, table in NAMES.items() if name in files}


def _unpack(path: Path, folder: Path, options: HsdsOptions) -> dict[str, Path]:
    """Unpack the tables and return the files that lie beside each other, lower-case name → file."""
    with Sips(path) as file, zipfile.ZipFile(file) as archive:
        members = [member for member in archive.infolist() if not member.is_dir()]
        _weigh(members, options)
        homes = {_home(member.filename) for member in members if _name(member.filename) == SERVICES.file}
        home = min(homes, key=lambda each: (each.count("/"), len(each), each), default="")
        files: dict[str, Path] = {}
        for member in members:
            name = _name(member.filename)
            if _home(member.filename) != home:
                continue
            if name in files:
                raise refusal("source.doubled_file", member.filename)
            files[name] = folder / name if name in NAMES else Path(name)
            if name in NAMES:
                _copy(archive, member, files[name])
        return files


def _weigh(members: list[zipfile.ZipInfo], options: HsdsOptions) -> None:
    unpacked = sum(member.file_size for member in members)
    bomb = any(
        member.file_size > RATIO_MATTERS_FROM and member.file_size > MOST_RATIO * max(1, member.compress_size)
        for member in members
    )
    if bomb or unpacked > options.max_unpacked_bytes or len(members) > MOST_MEMBERS:
        raise refusal("source.zip_bomb", f"{len(members)} members, {unpacked} bytes")
    for member in members:
        parts = member.filename.replace("\\", "/").split("/")
        if ".." in parts or parts[0] == "" or ":" in parts[0]:
            raise refusal("source.unsafe_file", member.filename)


def _home(member: str) -> str:
    return posixpath.dirname(member.replace("\\", "/"))


def _name(member: str) -> str:
    return posixpath.basename(member.replace("\\", "/")).lower()


def _copy(archive: zipfile.ZipFile, member: zipfile.ZipInfo, to: Path) -> None:
    """Unpack one member, and no more of it than it says that it is."""
    left = member.file_size
    with archive.open(member) as stream, to.open("wb") as copy:
        while block := stream.read(BLOCK):
            left -= len(block)
            if left < 0:
                raise refusal("source.zip_bomb", member.filename)
            copy.write(block)
