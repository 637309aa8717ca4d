"""Ask a city's system what has changed, and keep what it says until an import takes it."""

from __future__ import annotations

from typing import Final

from django.db import transaction

from catalog.intake.cut_over import NOT_FOLLOWED, phase_of
from catalog.intake.incoming import batch_of, digest_of_payload, keep, pack
from catalog.models import ChangeOrigin, SourceState
from cities.adapters.base import AdapterError, AdapterFinding, Changes
from cities.adapters.registry import changes_reader
from cities.manifests import load
from cities.models import City
from services_portal.kernel import clock

# Answers that are asked for in one go; what is left comes with the next minute.
MOST_ANSWERS: Final = 50


def changes_poll(*, city: City) -> int:
    """Ask from where the city's cursor stands, answer by answer, and return how many rows and withdrawals came.

    Each answer is kept in the transaction that moves the cursor, so none is lost and none comes twice; of two who ask
    at a time one gives way. A city that cannot be asked is noted in its ``SourceState`` and left for the next time. A
    city whose system tells no changes, or that is in the phase of shadow or redirected, is left alone.
    Raises DomainError ``bad_manifest``, ``unknown_city``.
    """
    manifest = load(city.slug)
    reader = changes_reader(manifest)
    if reader is None or phase_of(city) in NOT_FOLLOWED:
        return 0
    state, _made = SourceState.objects.get_or_create(city=city)
    total = 0
    for _answer in range(MOST_ANSWERS):
        findings: list[AdapterFinding] = []
        try:
            changes = reader.changes(manifest, state.cursor or None, on_finding=findings.append)
        except AdapterError as error:
            SourceState.objects.filter(pk=state.pk).update(failed_at=clock.now(), error_code=error.code[:80])
            return total
        came = _keep(city, state, changes, findings)
        if came is None:
            return total
        total += came
        if not changes.more:
            return total
        state.refresh_from_db()
    return total


def _keep(city: City, state: SourceState, changes: Changes, findings: list[AdapterFinding]) -> int | None:
    """Keep one answer and move the cursor; None where another process has moved it meanwhile."""
    batch = batch_of(changes.rows, changes.gone, findings)
    count = len(batch.rows) + len(batch.gone)
    digest = digest_of_payload(pack(batch))
    # A feed that gives the last moment's rows again each time gives nothing new.
    repeats = digest == state.last_digest
    with transaction.atomic():
        own = SourceState.objects.filter(pk=state.pk, cursor=state.cursor)
        moved = own.update(
            cursor=changes.cursor, last_digest=digest if count else "", read_at=clock.now(), error_code=""
        )
        if not moved:
            return None
        if count and not repeats:
            keep(city.pk, ChangeOrigin.POLL, batch, digest=digest)
    return 0 if repeats else count
