"""XML from somebody else, bounded and without anything that it could define: shared by the adapters that read it."""

from __future__ import annotations

import re
from typing import Final
from xml.etree.ElementTree import Element, ParseError

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from cities.adapters.base import refusal

MOST_ELEMENTS: Final = 500_000
MOST_DEPTH: Final = 64
_DECLARED: Final = re.compile(rb"""\A\s*<\?xml[^>]*?\bencoding\s*=\s*["']([A-Za-z0-9._-]+)["'][^>]*\?>""")
# The parser does not know encodings of more than one byte, and these are one and the same but for their sizes.
_CHINESE: Final = frozenset({"gb2312", "gbk", "gb18030", "cp936"})
_UNKEEPABLE: Final = re.compile("[\x00\ud800-\udfff]")


def parse_xml(body: bytes, *, unsafe: str = "source.unsafe_xml", broken: str = "source.malformed") -> Element:
    """Return the root element. Raises AdapterError ``unsafe`` for a document type, ``broken`` for what is no XML.

    Whoever calls bounds the bytes; here elements and depth are bounded (``source.row_too_large``).
    """
    if body.count(b"<") > MOST_ELEMENTS * 2:
        raise refusal("source.row_too_large", f"more than {MOST_ELEMENTS} elements")
    try:
        root = ElementTree.fromstring(_readable(body), forbid_dtd=True)
    except DefusedXmlException as error:
        raise refusal(unsafe, type(error).__name__) from error
    except (ParseError, ValueError, LookupError) as error:
        raise refusal(broken, str(error)) from error
    _weigh(root, broken)
    return root


def _readable(body: bytes) -> bytes:
    declared = _DECLARED.match(body[:512].removeprefix(b"\xef\xbb\xbf"))
    if declared is None or declared[1].decode("ascii").lower() not in _CHINESE:
        return body
    return body[declared.end() :].decode("gb18030").encode()


def _weigh(root: Element, broken: str) -> None:
    level, depth = list(root), 1
    while level:
        depth += 1
        if depth > MOST_DEPTH:
            raise refusal(broken, f"nested deeper than {MOST_DEPTH}")
        level = [child for element in level for child in element]


def local_name(element: Element) -> str:
    """Return the element's name without its namespace."""
    return element.tag.rpartition("}")[2]


def text_of(element: Element) -> str:
    """Return what stands within the element, the texts of those within it too."""
    return _UNKEEPABLE.sub("\ufffd", "".join(element.itertext()))
