"""Which addresses an app may be sent back to, before anybody approves them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from ipaddress import ip_address
from typing import Final
from urllib.parse import SplitResult, urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

LOOPBACK: Final = frozenset({"127.0.0.1", "::1"})
MOST: Final = 10
LONGEST: Final = 500
# Printable ASCII without what a browser or a person reads in two ways.
PLAIN: Final = re.compile(r"[!#-\[\]_a-z~A-Z]+")
HOST: Final = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])")
# A scheme of its own is a domain that the maker holds, read backwards (RFC 8252, §7.1).
OWN_SCHEME: Final = re.compile(r"[a-z][a-z0-9+-]*(\.[a-z0-9+-]+)+")


def lines_of(text: str) -> list[str]:
    """Return the addresses, one a line."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def check_addresses(addresses: Sequence[str], *, native: bool) -> None:
    """Raise ValidationError (``address_refused``) for the first that is unfit; more than ten are too many.

    An app in a browser is reached by ``https`` at a name; an app on a device also at a loopback address or by a scheme
    of its own. None has a fragment, a user, a wildcard, or a character that reads in two ways (RFC 9700, §4.1).
    """
    if len(addresses) > MOST:
        raise ValidationError(_("At most ten addresses."), code="address_refused")
    for address in addresses:
        reason = _fault(address, native=native)
        if reason:
            raise ValidationError(f"{address[:80]}: {reason}", code="address_refused")


def _fault(address: str, *, native: bool) -> str:
    if len(address) > LONGEST or not PLAIN.fullmatch(address) or "*" in address:
        return _("only plain characters, without * and spaces, at most 500")
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return _("this cannot be read as an address")
    if "#" in address or "@" in parts.netloc or port == 0:
        return _("without #, user name and password")
    if parts.scheme == "https":
        return "" if _is_named(parts) else _("a full name of a host, not a number")
    if native and parts.scheme == "http":
        return "" if parts.hostname in LOOPBACK else _("http only for 127.0.0.1 or [::1]")
    if native and OWN_SCHEME.fullmatch(parts.scheme) and not parts.netloc:
        return ""
    if native:
        return _("https, a loopback address, or a scheme like cn.qingdao.app")
    return _("only https")


def _is_named(parts: SplitResult) -> bool:
    host = parts.hostname or ""
    try:
        ip_address(host)
    except ValueError:
        return HOST.fullmatch(host) is not None
    return False
