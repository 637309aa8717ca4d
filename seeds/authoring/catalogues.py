"""One old catalogue per city: offers, spelled the city's way, with its dirt, in its file format."""

from dataclasses import dataclass
from pathlib import Path

from seeds.authoring import paths
from seeds.authoring.delimited import delimited
from seeds.authoring.dirt import Heap, spoil
from seeds.authoring.feed import feed
from seeds.authoring.offers import offers
from seeds.authoring.places import cities
from seeds.authoring.spelling import Shape, shape, spell
from seeds.authoring.workbook import workbook


@dataclass(frozen=True)
class Catalogue:
    style: Shape
    path: Path
    content: bytes
    rows: int
    matters: frozenset[str]
    dirt: tuple[tuple[str, str], ...]


def catalogue(slug: str) -> Catalogue:
    """Everything about one city's file: where it lies, its bytes, its rows and its dirt."""
    style = shape(slug)
    found = offers(slug, style.coverage, style.pace)
    rows, legal = [], {}
    for position, offer in enumerate(found):
        row = spell(offer, style, position)
        rows.append(row)
        legal[str(row["old_id"])] = offer.item.days
    heap = Heap(style=style, city=cities()[slug], rows=rows, legal=legal)
    spoil(heap)
    if style.adapter == "json_feed":
        content = feed(style, rows)
    else:
        content = workbook(style, rows) if style.options["format"] == "xlsx" else delimited(style, rows)
    return Catalogue(
        style=style,
        path=(paths.MANIFESTS / style.options["path"]).resolve(),
        content=content,
        rows=len(rows),
        matters=frozenset(offer.item.code for offer in found),
        dirt=tuple(heap.done),
    )
