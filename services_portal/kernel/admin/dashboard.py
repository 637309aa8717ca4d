"""The first page of the admin site: panels that the apps offer, each shown to those it is for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.utils.functional import Promise

Words = str | Promise


@dataclass(frozen=True)
class Figure:
    """A number with its name; ``link`` leads to the rows counted, ``tone`` is "" or "warning"."""

    label: Words
    value: int | str
    link: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Cell:
    """One cell of a panel's table; ``tone`` "" is plain text, else a coloured mark."""

    text: Words
    link: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Panel:
    """A part of the first page: figures, or a table, or both. ``empty`` is said where the table has no row."""

    title: Words
    figures: tuple[Figure, ...] = ()
    headers: tuple[Words, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()
    empty: Words = ""
    link: str = ""
    link_text: Words = ""


PanelMaker = Callable[[HttpRequest], Panel | None]


@dataclass
class _Panels:
    makers: list[tuple[int, PanelMaker]] = field(default_factory=list)


_PANELS = _Panels()


def panel(*, order: int) -> Callable[[PanelMaker], PanelMaker]:
    """Decorate a function that returns a panel for the request's actor, or None where it is not for him."""

    def decorate(maker: PanelMaker) -> PanelMaker:
        _PANELS.makers.append((order, maker))
        return maker

    return decorate


def dashboard(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Return the context of the first page with the panels in their order."""
    makers = sorted(_PANELS.makers, key=lambda member: member[0])
    made = (maker(request) for _order, maker in makers)
    return {**context, "panels": [one for one in made if one is not None]}
