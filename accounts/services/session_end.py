"""A session ends, and all who were let in by it hear of it."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from importlib import import_module
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import transaction

from accounts.events import SessionEnded
from services_portal.kernel import outbox
from services_portal.kernel.crypto import blind_index

MARK_BYTES: Final = 16


def session_mark(session_key: str) -> str:
    """Return what may be known of a session outside of it: a keyed mark that opens nothing."""
    return urlsafe_b64encode(blind_index(session_key, "accounts.identity.session")[:MARK_BYTES]).rstrip(b"=").decode()


@transaction.atomic
def session_end(*, user_id: UUID, session_key: str) -> None:
    """Delete the session if it is still there, and publish :class:`SessionEnded`. Doing it twice does no harm.

    The session is gone when the event is told: whoever looks at it then finds that it opens nothing any more.
    """
    import_module(settings.SESSION_ENGINE).SessionStore().delete(session_key)
    ended = SessionEnded(user_id=user_id, session=session_mark(session_key))
    outbox.publish(ended, aggregate_type="accounts.user", aggregate_id=str(user_id))
