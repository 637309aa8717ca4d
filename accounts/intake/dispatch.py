"""Handing a run to a worker. A broker that is down only delays it: beat looks for runs that nobody holds."""

from __future__ import annotations

import logging
from typing import Final
from uuid import UUID

from celery import current_app

logger = logging.getLogger(__name__)
TASK: Final = "accounts.tasks.take_in_accounts"
EXPIRES_SECONDS: Final = 60


def dispatch(run_id: UUID) -> None:
    """Ask a worker to carry the run out now."""
    try:
        current_app.send_task(TASK, args=[str(run_id)], retry=False, expires=EXPIRES_SECONDS)
    except Exception as error:
        logger.warning("run %s waits for beat: %s", run_id, type(error).__name__)
