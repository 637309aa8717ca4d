"""Take what a city tells of its changes, proved by its signature, each event once."""

from __future__ import annotations

import hashlib
import hmac
import logging
from dataclasses import dataclass
from typing import Any, Final

import msgspec
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.db import IntegrityError, transaction

from catalog.errors import (
    BAD_SIGNATURE,
    CHANGES_MALFORMED,
    CUT_OVER_DONE,
    EVENT_REUSED,
    PUSH_NOT_OPEN,
    SIGNATURE_EXPIRED,
    TOO_MANY_CHANGES,
)
from catalog.intake.cut_over import phase_of
from catalog.intake.incoming import Batch, batch_of, keep
from catalog.models import ChangeOrigin, CutOverPhase, IncomingChange, SourceState
from cities.adapters.base import CATALOGUE_FIELDS, AdapterError, AdapterFinding, CatalogueRow
from cities.adapters.registry import record_mapper
from cities.manifests import CityManifest, load
from cities.models import City
from cities.selectors import city_by_slug
from services_portal.kernel import audit, clock, env
from services_portal.kernel.actor import Actor
from services_portal.kernel.errors import DomainError

WINDOW_SECONDS: Final = 300
NOTED_EVERY_SECONDS: Final = 60
MOST_ROWS: Final = 1000
SCHEME: Final = "sha256="
LONGEST_EVENT_ID: Final = 200


class Told(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The body: ``event_id`` once for ever, rows in our words or as the city's system writes them, old ids gone."""

    event_id: str
    rows: list[dict[str, Any]] = []
    gone: list[str] = []
    words: str = "ours"


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was taken; ``is_repeat`` says that it had been before."""

    event_id: str
    rows: int
    gone: int
    is_repeat: bool


_decoder: Final = msgspec.json.Decoder(Told)
logger = logging.getLogger(__name__)


def sign(key: str, timestamp: str, body: bytes) -> str:
    """Return the signature: HMAC-SHA256 over timestamp, a dot and the body, in hexadecimal digits."""
    return SCHEME + hmac.new(key.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def changes_receive(*, city: str, timestamp: str, signature: str, body: bytes) -> Receipt:
    """Keep what a city tells and return the receipt; an import takes it in soon.

    ``timestamp`` is seconds since 1970 as text, at most five minutes from now. The same event again changes nothing.
    Raises DomainError ``unknown_city``, ``push_not_open``, ``bad_signature``, ``signature_expired``,
    ``changes_malformed``, ``too_many_changes``, ``event_reused``, ``cut_over_done``,
    ``bad_manifest``.
    """
    found = city_by_slug(city)
    manifest = load(found.slug)
    _prove(found, manifest, timestamp, signature, body)
    if phase_of(found) == CutOverPhase.REDIRECTED:
        raise DomainError(CUT_OVER_DONE, params={"city": found.slug})
    told = _read(body)
    digest = hashlib.blake2b(body, digest_size=16).hexdigest()
    if (before := _before(found, told.event_id, digest)) is not None:
        return before
    batch = _batch(manifest, told)
    try:
        with transaction.atomic():
            change = keep(found.pk, ChangeOrigin.PUSH, batch, event_id=told.event_id, digest=digest)
            SourceState.objects.update_or_create(city=found, defaults={"read_at": clock.now(), "error_code": ""})
            detail = {"city": found.slug, "event": told.event_id, "rows": change.rows, "gone": change.gone}
            audit.record(_caller(found), "catalog.changes.receive", found, detail=detail)
    except IntegrityError as error:
        if "incoming_once" not in str(error):
            raise
        # Two of the same at a time: the other one was faster.
        before = _before(found, told.event_id, digest)
        if before is None:
            raise
        return before
    return Receipt(told.event_id, change.rows, change.gone, is_repeat=False)


def _caller(city: City) -> Actor:
    return Actor(type="city", id=city.slug)


def _key(manifest: CityManifest) -> str | None:
    name = manifest.freshness.push_key_env
    try:
        return ((env.raw(name) or "").strip() or None) if name else None
    except ImproperlyConfigured:
        return None


def _prove(city: City, manifest: CityManifest, timestamp: str, signature: str, body: bytes) -> None:
    key = _key(manifest)
    if key is None:
        raise DomainError(PUSH_NOT_OPEN, params={"city": city.slug})
    expected = sign(key, timestamp, body)
    if not hmac.compare_digest(expected.encode(), signature.strip().lower().encode("utf-8", "replace")):
        _refuse(city, "signature")
        raise DomainError(BAD_SIGNATURE)
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12):
        raise DomainError(BAD_SIGNATURE)
    if abs(clock.now().timestamp() - int(timestamp)) > WINDOW_SECONDS:
        _refuse(city, "time")
        raise DomainError(SIGNATURE_EXPIRED, params={"window_seconds": WINDOW_SECONDS})


def _refuse(city: City, why: str) -> None:
    """Note a refusal, one a minute for each reason: who has no key must not be able to fill the audit's table."""
    try:
        is_first = cache.add(f"catalog:push_refused:{city.pk}:{why}", 1, NOTED_EVERY_SECONDS)
    except Exception as error:
        # Without the cache every one is noted.
        logger.warning("refusals are not counted: %s", type(error).__name__)
        is_first = True
    if is_first:
        audit.record_refusal(_caller(city), f"catalog.changes.receive.{why}", ("cities.city", str(city.pk)))


def _read(body: bytes) -> Told:
    try:
        told = _decoder.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise DomainError(CHANGES_MALFORMED, detail=str(error)) from error
    if not told.event_id.strip() or len(told.event_id) > LONGEST_EVENT_ID or "\x00" in told.event_id:
        raise DomainError(CHANGES_MALFORMED, errors={"event_id": ["1–200"]})
    if told.words not in ("ours", "theirs"):
        raise DomainError(CHANGES_MALFORMED, errors={"words": ["ours, theirs"]})
    if unusable := [str(number) for number, each in enumerate(told.gone, 1) if not each.strip() or "\x00" in each]:
        raise DomainError(CHANGES_MALFORMED, errors={"gone": unusable[:10]})
    if len(told.rows) + len(told.gone) > MOST_ROWS:
        raise DomainError(TOO_MANY_CHANGES, params={"limit": MOST_ROWS})
    return told


def _before(city: City, event_id: str, digest: str) -> Receipt | None:
    """Return the receipt of the same event, where it was told before. Raises DomainError ``event_reused``."""
    known = IncomingChange.objects.filter(city=city, event_id=event_id).first()
    if known is None:
        return None
    if known.digest != digest:
        raise DomainError(EVENT_REUSED, params={"event_id": event_id})
    return Receipt(event_id, known.rows, known.gone, is_repeat=True)


def _batch(manifest: CityManifest, told: Told) -> Batch:
    if told.words == "ours":
        return batch_of([_row(number, each) for number, each in enumerate(told.rows, 1)], told.gone)
    mapper = record_mapper(manifest)
    if mapper is None:
        raise DomainError(CHANGES_MALFORMED, errors={"words": ["ours"]})
    findings: list[AdapterFinding] = []
    try:
        rows = mapper.map_records(manifest, told.rows, on_finding=findings.append)
    except AdapterError as error:
        raise DomainError(CHANGES_MALFORMED, detail=error.code) from error
    return batch_of(rows, told.gone, [each for each in findings if each.row is not None])


def _row(number: int, values: dict[str, Any]) -> CatalogueRow:
    """Return a row that was told in our words. Raises DomainError ``changes_malformed``."""
    if unknown := sorted(set(values) - CATALOGUE_FIELDS):
        raise DomainError(CHANGES_MALFORMED, errors={"rows": [f"{number}: {', '.join(unknown)[:200]}"]})
    if not all(isinstance(value, str) for value in values.values()):
        raise DomainError(CHANGES_MALFORMED, errors={"rows": [f"{number}"]})
    fields = {word: value.strip() for word, value in values.items() if value.strip()}
    if not fields.get("old_id"):
        raise DomainError(CHANGES_MALFORMED, errors={"rows": [f"{number}: old_id"]})
    return CatalogueRow(number, dict(values), fields)
