"""A try with an old name and password by somebody who is signed in, counted as any other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

from django.http import HttpRequest

from accounts.errors import CLAIM_NOT_FREE
from accounts.signin import limits
from accounts.signin.backend import spend
from services_portal.kernel.errors import DomainError
from services_portal.kernel.http.codes import TOO_MANY_REQUESTS

RETRY_AFTER: Final = "300"


@contextmanager
def counted_try(request: HttpRequest, credentials: Mapping[str, Any]) -> Iterator[None]:
    """Count a try with ``credentials`` (``username``, ``city``, ``password``) and run the block if it may go on; only
    a block that ends well takes the try back.

    Raises DomainError ``too_many_requests``, or ``claim_not_free`` after the work of a refusal where nobody is to know.
    """
    begun = limits.begin(request, credentials)
    if not begun.allowed:
        raise DomainError(TOO_MANY_REQUESTS, headers={"Retry-After": RETRY_AFTER})
    if begun.quietly:
        spend(credentials)
        raise DomainError(CLAIM_NOT_FREE)
    yield
    begun.rollback()
