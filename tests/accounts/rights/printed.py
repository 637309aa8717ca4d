"""What stands on the pages of a PDF that reportlab has written."""

from __future__ import annotations

import base64
import re
import zlib

_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\n?endstream", re.DOTALL)
_SHOWN = re.compile(rb"/(F\d+) [\d.]+ Tf|\(((?:\\.|[^\\()])*)\) Tj", re.DOTALL)
_ESCAPE = re.compile(rb"\\([0-7]{3}|.)", re.DOTALL)


def text_of(pdf: bytes) -> str:
    """Return the text, without spaces and line ends: a value that goes over two lines is found as one."""
    latin = re.search(rb"/BaseFont /Helvetica\b.*?/Name /(F\d+)", pdf, re.DOTALL)
    assert latin is not None
    pieces = []
    for stream in _STREAM.findall(pdf):
        try:
            page = zlib.decompress(base64.a85decode(stream.strip(), adobe=False) if stream.endswith(b"~>") else stream)
        except (ValueError, zlib.error):
            page = zlib.decompress(base64.a85decode(b"<~" + stream.strip(), adobe=True))
        font = b""
        for name, shown in _SHOWN.findall(page):
            font = name or font
            if not name:
                raw = _ESCAPE.sub(_unescaped, shown)
                pieces.append(raw.decode("latin-1") if font == latin[1] else raw.decode("utf-16-be"))
    return re.sub(r"\s", "", "".join(pieces))


def _unescaped(found: re.Match[bytes]) -> bytes:
    what = found[1]
    plain = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
    return bytes([int(what, 8)]) if what.isdigit() and len(what) == 3 else plain.get(what, what)
