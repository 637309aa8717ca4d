"""The layers as `pyproject.toml` declares them, and what breaks them beyond imports."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.apps import apps
from django.db import models
from django.db.migrations import Migration

ROOT = Path(__file__).resolve().parents[2]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
CONTRACTS = {contract["id"]: contract for contract in PYPROJECT["tool"]["importlinter"]["contracts"]}


def _heights() -> dict[str, int]:
    """Return package → height; the kernel is 0. Packages in brackets do not exist yet, and have their place already."""
    layers = CONTRACTS["layers"]["layers"]
    return {
        package.strip(" ()"): height
        for height, layer in enumerate(reversed(layers))
        for package in re.split(r"[|:]", layer)
    }


HEIGHT_BY_PACKAGE = _heights()
HEIGHT_BY_LABEL = {
    config.label: HEIGHT_BY_PACKAGE[config.name]
    for config in apps.get_app_configs()
    if config.name in HEIGHT_BY_PACKAGE
}


def may_point(source: str, target: str) -> bool:
    """Whether app ``source`` may refer to app ``target``; a third party's app is nobody's business here."""
    if source == target or source not in HEIGHT_BY_LABEL or target not in HEIGHT_BY_LABEL:
        return True
    return HEIGHT_BY_LABEL[target] < HEIGHT_BY_LABEL[source]


def relation_breaches(checked: Iterable[type[models.Model]]) -> Iterator[str]:
    """Name every foreign key, one-to-one and many-to-many that does not point downwards, strings included."""
    for model in checked:
        for field in [*model._meta.local_fields, *model._meta.local_many_to_many]:
            remote = getattr(field.remote_field, "model", None)
            if remote is None:
                continue
            target = remote.split(".")[0] if isinstance(remote, str) else remote._meta.app_label
            if not may_point(model._meta.app_label, target):
                yield f"{model._meta.label}.{field.name} -> {target}"


def migration_breaches(checked: Iterable[Migration]) -> Iterator[str]:
    """Name every migration dependency that does not point downwards."""
    for migration in checked:
        pairs = [(migration.app_label, needed[0]) for needed in migration.dependencies]
        pairs += [(later[0], migration.app_label) for later in migration.run_before]
        for source, target in pairs:
            if not may_point(source, target):
                yield f"{migration.app_label}.{migration.name}: {source} -> {target}"
