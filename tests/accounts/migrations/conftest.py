from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.accounts.migrations import migrating


@pytest.fixture
def newest(transactional_db) -> Iterator[tuple[str, str]]:
    """Whatever a test leaves behind, the database is whole again after it."""
    leaves = migrating.newest()
    yield next(leaf for leaf in leaves if leaf[0] == "accounts")
    migrating.migrate(*leaves)
