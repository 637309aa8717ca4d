"""What a content must hold before it may be published by hand."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Final

from django.utils.translation import gettext_lazy as _

from catalog.content import ServiceContent
from catalog.errors import CONTENT_INVALID
from services_portal.kernel.errors import DomainError, Message

AUDIENCES: Final = frozenset({"person", "enterprise"})
MAX_DAYS: Final = 3650


def problems(content: ServiceContent) -> dict[str, list[Message]]:
    """Return what is missing or contradictory, by field; empty when the content may be published."""
    found: dict[str, list[Message]] = defaultdict(list)
    if not content.title.zh_hans.strip():
        found["title"].append(_("The Chinese title is required."))
    if not content.audiences or not AUDIENCES.issuperset(content.audiences):
        found["audiences"].append(_("Name persons, enterprises, or both."))
    for name in ("statutory_days", "promised_days", "visits"):
        value = getattr(content, name)
        if value is not None and not 0 <= value <= MAX_DAYS:
            found[name].append(_("Must be between 0 and 3650."))
    _compare_days(content, found)
    if not content.channels:
        found["channels"].append(_("Name at least one way to apply."))
    if any(fee.amount_fen is not None and fee.amount_fen < 0 for fee in content.fees):
        found["fees"].append(_("An amount cannot be negative."))
    if any(channel.url and not channel.url.startswith(("https://", "http://")) for channel in content.channels):
        found["channels"].append(_("An address must begin with https:// or http://."))
    _check_dates(content, found)
    return dict(found)


def require_complete(content: ServiceContent) -> None:
    """Raise DomainError ``content_invalid`` unless the content may be published."""
    if found := problems(content):
        raise DomainError(CONTENT_INVALID, errors=found)


def _compare_days(content: ServiceContent, found: dict[str, list[Message]]) -> None:
    """A promise must not be longer than the law allows (units must agree to be compared)."""
    statutory, promised = content.statutory_days, content.promised_days
    if statutory is None or promised is None or content.statutory_unit != content.promised_unit:
        return
    if promised > statutory:
        found["promised_days"].append(_("The promise is longer than the law allows."))


def _check_dates(content: ServiceContent, found: dict[str, list[Message]]) -> None:
    days: dict[str, date] = {}
    for name in ("effective_on", "expires_on"):
        text = getattr(content, name)
        if text is None:
            continue
        try:
            days[name] = date.fromisoformat(text)
        except ValueError:
            found[name].append(_("Expected a date such as 2026-01-31."))
    if len(days) == 2 and days["expires_on"] <= days["effective_on"]:
        found["expires_on"].append(_("Must be later than the day it takes effect."))
