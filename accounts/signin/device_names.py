"""From a browser's User-Agent to words that a person knows his device by."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext as _

# The first that occurs counts: later names also occur in the texts of earlier ones.
BROWSERS: Final = (
    ("MicroMessenger", "WeChat"),
    ("AlipayClient", "Alipay"),
    ("HuaweiBrowser", "Huawei Browser"),
    ("MiuiBrowser", "Mi Browser"),
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS: Final = (
    ("HarmonyOS", "HarmonyOS"),
    ("OpenHarmony", "HarmonyOS"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)


def _first(table: tuple[tuple[str, str], ...], text: str) -> str:
    return next((name for mark, name in table if mark in text), "")


def device_named(user_agent: str) -> str:
    """Return "Chrome, Android" or the like; a text that says nothing is an unknown device."""
    names = [name for name in (_first(BROWSERS, user_agent), _first(SYSTEMS, user_agent)) if name]
    return " · ".join(names) or _("Unknown device")
