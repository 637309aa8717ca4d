"""The token endpoint: our provider against its floor, and django-oauth-toolkit on the same database beside it."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack

from django.conf import settings

from bench.databases import recreate
from bench.figures import Figure
from bench.servers import ROOT

NAME = "portal_bench_tokens"
CODES = 200
TOOLKIT = "bench.toolkit_settings"


def exchanges(database_url: str, *, rounds: int, codes: int = CODES) -> Iterator[Figure]:
    """Yield exchanges a second of ours with its floor, and of ours with the toolkit's; medians of alternating rounds.

    One thread, one exchange after another. The toolkit must be installed (it comes with the development packages).
    """
    address = recreate(database_url, NAME)
    there = {**os.environ, "DATABASE_URL": address, "REDIS_URL": settings.REDIS_URL}
    there |= {
        "PORTAL_DEBUG": "0",
        "PORTAL_DEMONSTRATION": "1",
        "PORTAL_LOG_LEVEL": "WARNING",
        "PYTHONWARNINGS": "ignore",
    }
    beside = {**there, "DJANGO_SETTINGS_MODULE": TOOLKIT}
    for arguments in (
        ["-m", "django", "migrate", "--no-input", "-v0", "--skip-checks"],
        ["-m", "bench.token_database"],
    ):
        subprocess.run([sys.executable, *arguments], check=True, cwd=ROOT, env=beside)  # noqa: S603
    ours = {**there, "DJANGO_SETTINGS_MODULE": "services_portal.settings"}
    with ExitStack() as stack:
        workers = {
            name: stack.enter_context(_Worker(name, environment))
            for name, environment in {"floor": there, "ours": ours, "toolkit": beside}.items()
        }
        told = [{name: worker.exchange(codes) for name, worker in workers.items()} for _r in range(rounds + 1)][1:]
    for against, name in (("floor", "token_exchange"), ("toolkit", "token_exchange_beside_toolkit")):
        yield Figure(
            name,
            statistics.median(rates["ours"] for rates in told),
            "exchanges/s",
            floor=statistics.median(rates[against] for rates in told),
            ratio=statistics.median(rates["ours"] / rates[against] for rates in told),
        )


class _Worker:
    """One process that exchanges codes."""

    def __init__(self, name: str, environment: Mapping[str, str]) -> None:
        command = [sys.executable, "-m", "bench.token_worker", name]
        self.process = subprocess.Popen(  # noqa: S603
            command, cwd=ROOT, env=dict(environment), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def __enter__(self) -> _Worker:
        self._read()
        return self

    def __exit__(self, *error: object) -> None:
        self.process.kill()
        self.process.communicate()

    def exchange(self, codes: int) -> float:
        """Return how many of so many codes it exchanged a second."""
        assert self.process.stdin is not None  # noqa: S101
        self.process.stdin.write(f"{codes}\n")
        self.process.stdin.flush()
        return float(self._read())

    def _read(self) -> str:
        assert self.process.stdout is not None  # noqa: S101
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"the worker ended with {self.process.wait()}")
        return line
