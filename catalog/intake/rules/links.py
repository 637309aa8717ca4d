"""Links: only such as a resident outside the office network can open."""

from __future__ import annotations

import re
from functools import lru_cache
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

from catalog.intake.rules.registry import Found, Severity, define_rule, found
from catalog.intake.rules.shapes import narrow

FILE = define_rule(
    "link.file",
    Severity.WARNING,
    zh="链接指向某台电脑上的文件，已去除。",
    en="A link to a file on somebody's computer is dropped.",
)
INTRANET = define_rule(
    "link.intranet",
    Severity.WARNING,
    zh="链接指向内网，居民打不开，已去除。",
    en="A link into an office network, which no resident can open, is dropped.",
)
SCHEME = define_rule(
    "link.scheme",
    Severity.WARNING,
    zh="链接不是网址，已去除。",
    en="A link that is no web address is dropped.",
)
MENDED = define_rule(
    "link.mended",
    Severity.INFO,
    zh="网址的全角字符或缺少的协议名已补正。",
    en="A web address written in full-width signs or without its scheme is mended.",
)

_DRIVE: Final = re.compile(r"^(?:file:|[a-zA-Z]:[\\/]|\\\\)", re.IGNORECASE)
_SCHEME: Final = re.compile(r"^([a-zA-Z][a-zA-Z0-9+.\-]*):(?!\d)")
_BARE_HOST: Final = re.compile(r"^(?:[a-zA-Z0-9\-]+\.)+[a-zA-Z]{2,}(?:[/:?]|$)")
_INNER_SUFFIXES: Final = (".local", ".lan", ".intranet", ".internal", ".corp", ".home")


def _is_intranet(host: str) -> bool:
    try:
        return not ip_address(host).is_global
    except ValueError:
        return "." not in host or host.endswith(_INNER_SUFFIXES)


_PLAIN: Final = re.compile(r"^https?://([a-z0-9\-]+(?:\.[a-z0-9\-]+)*\.[a-z]{2,})(?::\d{1,5})?(?:[/?#][\x21-\x7e]*)?$")


@lru_cache(maxsize=4096)
def read_link(text: str, field: str) -> tuple[str, Found | None]:
    """Return a web address that anyone can open, or empty with the reason."""
    if not text:
        return "", None
    ordinary = _PLAIN.match(text)
    if ordinary and not ordinary[1].endswith(_INNER_SUFFIXES):
        return text, None
    plain = narrow(text)
    if _DRIVE.match(plain):
        return "", found(FILE, field, text)
    if not _SCHEME.match(plain) and _BARE_HOST.match(plain):
        plain = f"http://{plain}"
    try:
        parts = urlsplit(plain)
        host = (parts.hostname or "").lower()
    except ValueError:
        return "", found(SCHEME, field, text)
    if parts.scheme.lower() not in ("http", "https") or not host or re.search(r"\s", plain):
        return "", found(SCHEME, field, text)
    if _is_intranet(host):
        return "", found(INTRANET, field, text)
    return plain, None if plain == text else found(MENDED, field, text, plain)
