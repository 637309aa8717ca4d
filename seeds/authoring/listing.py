"""What stands where: the list of planted dirt and the table of catalogues in `seeds/README.md`."""

import csv
import io
from collections import Counter
from collections.abc import Iterable

from seeds.authoring import paths
from seeds.authoring.catalogues import Catalogue
from seeds.authoring.spelling import Shape

_BEGIN = "<!-- catalogues: written by seeds.authoring -->"
_END = "<!-- end of catalogues -->"

_CODES = {
    "plain": "31-character codes",
    "basic": "basic codes and the bodies' codes",
    "lower": "31-character codes in lower case",
    "dashed": "dashed codes in lower case",
    "handling": "33-character codes",
    "local": "the city's own numbers",
    "letter": "the older codes with a letter",
}


def dirt_csv(written: Iterable[Catalogue]) -> bytes:
    """`seeds/catalogues/dirt.csv`: city, old id, kind; one line for each planted fault."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(("city", "old_id", "kind"))
    for found in written:
        writer.writerows((found.style.slug, old_id, kind) for kind, old_id in found.dirt)
    return buffer.getvalue().encode("utf-8")


def readme_with_table(written: Iterable[Catalogue]) -> bytes:
    """The README with the table between its two marks replaced."""
    text = paths.README.read_text(encoding="utf-8")
    before, _, rest = text.partition(_BEGIN)
    after = rest.partition(_END)[2]
    lines = ["| city | file | shape | rows | matters | dirt |", "|---|---|---|---|---|---|"]
    lines.extend(_line(found) for found in written)
    return f"{before}{_BEGIN}\n{chr(10).join(lines)}\n{_END}{after}".encode()


def _line(found: Catalogue) -> str:
    kinds = Counter(kind for kind, _ in found.dirt)
    dirt = ", ".join(name if count == 1 else f"{name} ×{count}" for name, count in kinds.items())
    cells = (found.style.slug, f"`{found.path.name}`", _shape(found.style), found.rows, len(found.matters), dirt)
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


def _shape(style: Shape) -> str:
    language = "Chinese and English" if style.english else "Chinese only"
    if style.adapter == "json_feed":
        form = f"JSON, records under `{style.options['items']}`"
    elif style.options["format"] == "xlsx":
        form = f"XLSX, header in line {style.options['header_row']}"
    else:
        delimiter = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}[style.options["delimiter"]]
        form = f"{style.options['encoding']}, {delimiter}"
    return f"{form}; {_CODES[style.codes]}; {language}"
