"""What a refused action must leave as it was."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from catalog.models import ItemDocument, ItemListing, PublishedDocument, Service, ServiceDraft, ServiceVersion
from services_portal.kernel.errors import DomainError
from services_portal.kernel.models import AuditEntry, OutboxEvent

TABLES = (Service, ServiceDraft, ServiceVersion, PublishedDocument, ItemDocument, ItemListing, OutboxEvent)


def snapshot() -> dict[str, list[dict]]:
    """Return every row of the registry and of the outbox, and the audit entries of what was done."""
    tables = {model.__name__: list(model.objects.order_by("pk").values()) for model in TABLES}
    done = AuditEntry.objects.filter(refused=False).order_by("pk")
    return {**tables, "AuditEntry": list(done.values("action", "subject_id"))}


@pytest.fixture
def refused() -> Callable[[str], object]:
    """``with refused("code")``: the block is refused with this code, nothing is changed and nothing is sent."""

    @contextmanager
    def check(code: str) -> Iterator[None]:
        before = snapshot()
        with pytest.raises(DomainError) as caught:
            yield
        assert caught.value.code == code
        assert snapshot() == before

    return check
