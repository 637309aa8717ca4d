"""The copy to read and print: PDF, in Chinese or English.

Chinese is set in the font that every reader brings for Adobe's GB1 characters (STSong-Light), so that the file stays
small and needs no font of ours; Latin in Helvetica.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID
from xml.sax.saxutils import escape

from django.utils.translation import gettext as _
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph

from accounts.rights.exporting.lines import Kind, Line, lines_about

CHINESE: Final = "STSong-Light"
LATIN: Final = "Helvetica"
MARGIN: Final = 56.0
WIDTH, HEIGHT = A4
INK: Final = "#1b2430"
FAINT: Final = "#55606e"
_LATIN_RUN: Final = re.compile(r"[\x20-\x7e]+")
# The font has no characters beyond the first plane: they are written as their number, not as an empty box.
_BEYOND: Final = re.compile(r"[\U00010000-\U0010ffff]")
PIECE_BYTES: Final = 64 << 10


def _style(size: float, before: float, colour: str = INK, indent: float = 0.0) -> ParagraphStyle:
    return ParagraphStyle(
        "",
        fontName=CHINESE,
        fontSize=size,
        leading=size * 1.5,
        textColor=colour,
        wordWrap="CJK",
        spaceBefore=before,
        leftIndent=indent,
    )


_STYLES: Final = {
    Kind.GROUP: _style(15, 18),
    Kind.TITLE: _style(11.5, 12),
    Kind.NOTE: _style(8.5, 1, FAINT),
    Kind.ROW: _style(9.5, 4, INK, 10),
}
_HEAD: Final = _style(20, 0)


def pdf_pieces(people: Sequence[UUID], *, made_at: datetime) -> Iterator[bytes]:
    """Yield the copy of all that is held about a person (the accounts ``people``), in the language that is active.

    Pages are kept compressed until the last one is drawn: some kilobytes each, and no more than ``ROWS_PRINTED`` rows
    of a kind are drawn.
    """
    pdfmetrics.registerFont(UnicodeCIDFont(CHINESE))
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=A4, pageCompression=1, invariant=1)
    canvas.setTitle(_("All that is held about you"))
    sheet = _Sheet(canvas, made_at)
    sheet.set(_HEAD, _("All that is held about you"))
    sheet.set(_STYLES[Kind.NOTE], _("Made for you alone on %(day)s.") % {"day": f"{made_at:%Y-%m-%d %H:%M}"})
    for line in lines_about(people):
        sheet.line(line)
    sheet.end()
    canvas.save()
    file.seek(0)
    while piece := file.read(PIECE_BYTES):
        yield piece


class _Sheet:
    """Sets paragraphs from top to bottom, page after page."""

    def __init__(self, canvas: Canvas, made_at: datetime) -> None:
        self._canvas = canvas
        self._foot = f"{made_at:%Y-%m-%d %H:%M}"
        self._page = 1
        self._top = HEIGHT - MARGIN

    def line(self, line: Line) -> None:
        """Set one line."""
        text = f"{line.label}: {line.text}" if line.kind is Kind.NOTE and line.label else line.text
        if line.kind is Kind.ROW and line.label:
            text = f"{line.label} {line.text}"
        self.set(_STYLES[line.kind], text, keep=60.0 if line.kind in (Kind.GROUP, Kind.TITLE) else 0.0)

    def set(self, style: ParagraphStyle, text: str, keep: float = 0.0) -> None:
        """Set a paragraph; a heading goes over with what follows where less than ``keep`` points are left."""
        rest = [Paragraph(marked_up(text), style)]
        space = style.spaceBefore
        while rest:
            part = rest.pop(0)
            room = self._top - MARGIN - space
            _width, height = part.wrap(WIDTH - 2 * MARGIN, room)
            if height + keep > room:
                halves = [] if keep else part.split(WIDTH - 2 * MARGIN, room)
                if not halves:
                    self._turn()
                    rest.insert(0, part)
                    space, keep = 0.0, 0.0
                    continue
                part, rest = halves[0], list(halves[1:])
                _width, height = part.wrap(WIDTH - 2 * MARGIN, room)
            part.drawOn(self._canvas, MARGIN, self._top - space - height)
            self._top -= space + height
            if rest:
                self._turn()
                space = 0.0

    def _turn(self) -> None:
        self.end()
        self._page += 1
        self._top = HEIGHT - MARGIN

    def end(self) -> None:
        """Close the page."""
        self._canvas.setFont(LATIN, 8)
        self._canvas.setFillColor(FAINT)
        self._canvas.drawString(MARGIN, MARGIN / 2, self._foot)
        self._canvas.drawRightString(WIDTH - MARGIN, MARGIN / 2, str(self._page))
        self._canvas.showPage()


def marked_up(text: str) -> str:
    """Return ``text`` as a paragraph takes it: Latin in a font of its own, nothing of it read as markup."""
    plain = _BEYOND.sub(lambda found: f"[U+{ord(found[0]):X}]", "".join(c if c.isprintable() else " " for c in text))
    pieces, end = [], 0
    for run in _LATIN_RUN.finditer(plain):
        pieces += [escape(plain[end : run.start()]), f'<font name="{LATIN}">{escape(run[0])}</font>']
        end = run.end()
    return "".join([*pieces, escape(plain[end:])])
