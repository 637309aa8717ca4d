"""Run the outbox relay in the foreground, or drain the outbox once."""

from __future__ import annotations

import signal
import threading
from argparse import ArgumentParser
from typing import Any

import redis
from django.core.management.base import BaseCommand
from django.db import close_old_connections, connection
from django.db.utils import InterfaceError, OperationalError

from services_portal.kernel.outbox import Relay
from services_portal.kernel.outbox.nudge import CHANNEL, client

IDLE_SECONDS = 1.0


class Command(BaseCommand):
    """`outbox_relay [--once]`."""

    help = "Deliver outbox events to their subscribers."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("--once", action="store_true", help="deliver what is there and end")

    def handle(self, *args: Any, **options: Any) -> None:
        """Drain once, or drain, wait for a nudge (a second at most), and drain again until told to stop."""
        relay = Relay()
        if options["once"]:
            self.stdout.write(f"{relay.drain()} delivered")
            return
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        listener = _Listener(stop)
        while not stop.is_set():
            try:
                relay.drain()
                close_old_connections()
            except (OperationalError, InterfaceError) as error:
                self.stderr.write(f"database not reachable: {type(error).__name__}")
                connection.close()
            listener.wait()


class _Listener:
    """Waits for a nudge; without Redis it only waits."""

    def __init__(self, stop: threading.Event) -> None:
        self._stop = stop
        self._pubsub: Any = None

    def wait(self) -> None:
        try:
            if self._pubsub is None:
                self._pubsub = client().pubsub(ignore_subscribe_messages=True)
                self._pubsub.subscribe(CHANNEL)
            self._pubsub.get_message(timeout=IDLE_SECONDS)
        except redis.RedisError:
            self._pubsub = None
            self._stop.wait(IDLE_SECONDS)
