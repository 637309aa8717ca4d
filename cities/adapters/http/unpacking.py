"""The body of a page, unpacked block by block: a small one may stand for gigabytes."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from typing import Final

from cities.adapters.base import AdapterError, refusal

PLAIN: Final = frozenset({"", "identity"})
GZIP: Final = frozenset({"gzip", "x-gzip"})
GZIP_FORMAT: Final = 16 + zlib.MAX_WBITS


def unpacked(blocks: Iterable[bytes], encoding: str, most: int) -> bytes:
    """Return the body sent as ``blocks`` under a header Content-Encoding, never unpacking more than ``most`` bytes.

    Raises AdapterError ``feed.page_too_large``, and ``feed.not_json`` for a body that is packed in another way than we
    ask for, twice over, damaged or cut off.
    """
    encoding = encoding.strip().lower()
    if encoding not in PLAIN | GZIP:
        raise _unreadable(f"Content-Encoding: {encoding}")
    inflate = zlib.decompressobj(GZIP_FORMAT) if encoding in GZIP else None
    body = bytearray()
    try:
        for block in blocks:
            body += inflate.decompress(block, most + 1 - len(body)) if inflate else block
            if len(body) > most:
                raise refusal("feed.page_too_large", f"more than {most} bytes")
            if inflate and inflate.unused_data:
                raise _unreadable("something after the end of what is packed")
    except zlib.error as error:
        raise _unreadable(str(error)) from error
    if inflate and not inflate.eof:
        raise _unreadable("packed, and cut off")
    return bytes(body)


def _unreadable(evidence: str) -> AdapterError:
    return refusal("feed.not_json", evidence, permanent=False)
