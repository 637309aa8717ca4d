"""Columns that speak the reader's language."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.db import models
from django.utils.functional import Promise

from services_portal.kernel.text import current_language, pick


def localized_column(path: str, label: str | Promise) -> Callable[[Any, models.Model], str]:
    """Return a column that shows the text under ``path`` (``agency__name``) in the active language."""
    *relations, last = path.split("__")

    @admin.display(description=label, ordering=path)  # type: ignore[arg-type]
    def column(self: Any, row: models.Model) -> str:
        holder: Any = row
        for relation in relations:
            holder = getattr(holder, relation, None)
            if holder is None:
                return "–"
        return pick(getattr(holder, last), current_language()) or "–"

    return column
