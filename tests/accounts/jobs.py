"""What the portal does after a request: events are delivered, and jobs are done."""

from __future__ import annotations

from typing import Any

from kombu.simple import SimpleQueue

from services_portal.celery import app
from services_portal.kernel.outbox import Relay


def _next(queue: SimpleQueue) -> Any:
    try:
        return queue.get(block=False)
    except queue.Empty:
        return None


def run_what_waits() -> int:
    """Let the relay deliver and do, one by one, the jobs that it put into the queue; returns how many."""
    Relay().drain()
    done = 0
    with app.connection_for_read() as broker:
        queue = broker.SimpleQueue("celery")
        while message := _next(queue):
            app.tasks[message.headers["task"]].apply(args=message.payload[0], throw=True)
            message.ack()
            done += 1
    return done
