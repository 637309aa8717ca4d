from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest

from tests.accounts.clients import AppClient, BrowserClient
from tests.accounts.journeys import sign_up_by_phone


@pytest.fixture
def issuer(live_server) -> str:
    return live_server.url


@pytest.fixture
def browser(issuer) -> Iterator[AppClient]:
    """A browser in which a resident has signed in."""
    client = BrowserClient(issuer)
    with closing(client.http):
        sign_up_by_phone(client)
        yield client
