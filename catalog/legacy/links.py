"""Spellings of old ids, codes and links, made comparable. What is kept and what is asked for go through the same."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from typing import Final
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from catalog.models import AliasKind
from cities.manifests.schema import LinksPart

LONGEST: Final = 400
LONGEST_ADDRESS: Final = 4000
DEFAULT_PORTS: Final = (":80", ":443")
# What sharing and advertising append to an address; it says who came, not where to. A manifest may name more.
TRACKING: Final = re.compile(r"utm_\w+|spm|scm|gclid|fbclid|msclkid|bd_vid|nsukey|isappinstalled|share_\w+|_t")
# WeChat writes where an address was tapped into a parameter that others use in earnest.
WECHAT_FROM: Final = frozenset({"singlemessage", "groupmessage", "timeline"})
SCHEME: Final = re.compile(r"^https?:/{1,2}(?=[^/])", re.IGNORECASE)
SAFE_PATH: Final = "/-._~!$&'()*+,;=:@"
CONTROL: Final = re.compile(r"[\x00-\x20\x7f]")


def bounded(key: str) -> str:
    """Return ``key``, or, where it is too long to be an index's, its beginning with a digest of the whole."""
    if len(key) <= LONGEST:
        return key
    return f"{key[: LONGEST - 40]}…{hashlib.blake2b(key.encode('utf-8', 'replace'), digest_size=16).hexdigest()}"


def id_key(text: str) -> str:
    """Return an old id as it is kept: as the old app wrote it, without the blanks around it."""
    return bounded(text.strip())


def code_key(text: str) -> str:
    """Return a code as it is kept: half-width, upper case, without blanks and hyphens."""
    return bounded(re.sub(r"[\s\-_]+", "", unicodedata.normalize("NFKC", text)).upper())


def link_key(address: str, dropped: frozenset[str] = frozenset()) -> str:
    """Return a link as it is kept, or empty for what is none.

    Scheme, default port, letter case of the host, a slash at the end, the order of the query and what
    tracks (``dropped`` names more) make no difference. A fragment counts where it is a route (``#/item/5``): old apps
    of one page have their addresses there.
    """
    address = CONTROL.sub("", address.strip())[:LONGEST_ADDRESS]
    scheme = SCHEME.match(address)
    if not scheme:
        return ""
    try:
        parts = urlsplit(f"https://{address[scheme.end() :]}")
    except ValueError:
        return ""
    host = parts.netloc.rpartition("@")[2].lower().rstrip(".")
    for port in DEFAULT_PORTS:
        host = host.removesuffix(port)
    if not host:
        return ""
    key = host + _route(parts.path, parts.query, dropped)
    if parts.fragment.startswith(("/", "!/")):
        path, _mark, query = parts.fragment.partition("?")
        key += f"#{_route(path.removeprefix('!'), query, dropped)}"
    return bounded(key)


def _route(path: str, query: str, dropped: frozenset[str]) -> str:
    plain = quote(unquote(path), safe=SAFE_PATH).rstrip("/")
    pairs = sorted(
        (name, value) for name, value in parse_qsl(query, keep_blank_values=True) if not _tracks(name, value, dropped)
    )
    return f"{plain}?{urlencode(pairs)}" if pairs else plain


def _tracks(name: str, value: str, dropped: frozenset[str]) -> bool:
    return bool(TRACKING.fullmatch(name)) or name in dropped or (name == "from" and value in WECHAT_FROM)


def keys_of(text: str, links: LinksPart | None) -> Iterator[tuple[str, str]]:
    """Yield what an old address may be, kind and key, the likeliest first: an id, a code, a link.

    A link may come without its host, as the old host's server sends it on; it is then looked for under every host of
    the city. Patterns of the manifest take the id or the code out of a link.
    """
    plain = text.partition("?")[0]
    yield AliasKind.ID.value, id_key(text)
    yield AliasKind.ID.value, id_key(plain)
    if "/" not in plain:
        yield AliasKind.CODE.value, code_key(plain)
    if links is None:
        return
    dropped = frozenset(links.ignore)
    hosts = [""] if SCHEME.match(text) else [f"https://{host}/" for host in links.known_hosts()]
    for host in hosts:
        if key := link_key(host + (text.lstrip("/") if host else text), dropped):
            yield AliasKind.LINK.value, key
            yield from _inside(key, links)


def _inside(key: str, links: LinksPart) -> Iterator[tuple[str, str]]:
    for pattern in links.compiled():
        if found := pattern.search(f"https://{key}"):
            groups = {name: unquote(value) for name, value in found.groupdict().items() if value}
            if "old_id" in groups:
                yield AliasKind.ID.value, id_key(groups["old_id"])
            if "code" in groups:
                yield AliasKind.CODE.value, code_key(groups["code"])
