"""The page that tells people of the formats: ``docs/exports.md`` is what this writes, and a test holds it to that."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from catalog.exports.fields import LOSSES, WORDS
from catalog.exports.losses import Loss
from catalog.exports.registry import exporters

HEAD: Final = """# Exports of the registry
<!-- Written by `manage.py catalogue_export --page > docs/exports.md`; a test compares. -->

| to whom | how | what |
|---|---|---|
| everybody | `GET /api/v1/catalogue/export/{format}/?city=&agency=` | what is published; `ETag` and 304; streamed |
| staff | the admin site, *Services*, *Export* | what is published of the agencies and cities that they work on |
| operators | `manage.py catalogue_export FORMAT [--city SLUG] [--agency USCC] [--output FILE]` | what is published |

Records are read 500 at a time by key, whatever their number: no transaction and no cursor stays open for a slow
reader, and memory is flat. A service that is published anew meanwhile stands in the file as it was or as it is, always
whole. A web process serves one export at a time (503 `export_busy` to the next), for a reader holds one of its threads.
The tag follows the change feed, so it is a moment behind a publication.

`manage.py catalogue_export [FORMAT] --losses` counts for how many services of the registry each loss below is real.
"""


def _table(losses: Iterable[Loss]) -> list[str]:
    rows = [f"| `{loss.id}` | {loss.en} | {loss.zh} |" for loss in losses]
    return ["| | what is lost | 不能保留的内容 |", "|---|---|---|", *rows]


def page() -> str:
    """Return the page, as Markdown."""
    lines = [HEAD, "## Formats", "", "| format | | file | our words that it carries | loses |", "|---|---|---|---|---|"]
    common = {loss.id for loss in LOSSES}
    for each in exporters:
        missing = sorted(WORDS - each.carries)
        words = "all" if not missing else f"{len(WORDS) - len(missing)} of {len(WORDS)}"
        more = [loss for loss in each.loses if loss.id not in common]
        loses = "nothing" if not each.loses else "what the words lose" + (f", and {len(more)} more" if more else "")
        lines.append(f"| `{each.name}` | {each.label_en} {each.label_zh} | `.{each.extension}` | {words} | {loses} |")
    lines += [
        "",
        "## What the words of a catalogue row lose",
        "",
        "An import reads our catalogue words (`cities/adapters/base.py`). Whatever is made of them loses this of",
        "a service and nothing else: for any record, reading its words again gives what is left when these are taken",
        "away, in this order. A property test holds `catalog/exports` to it. A line of `json_lines` holds the whole",
        'record, and its words beside it under `fields`, which `json_file` reads (`title = "fields.title"`).',
        "",
        *_table(LOSSES),
    ]
    for each in exporters:
        more = [loss for loss in each.loses if loss.id not in common]
        if more or each.carries != WORDS:
            lines += ["", f"## What `{each.name}` loses besides", ""]
        if more:
            lines += _table(more)
        if missing := sorted(WORDS - each.carries):
            lines += ["", "Words that it does not carry: " + ", ".join(f"`{word}`" for word in missing) + "."]
    return "\n".join(lines) + "\n"
