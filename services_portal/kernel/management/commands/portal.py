"""`make run`: engines, set-up, then web, sockets, worker, beat and relay, in one foreground command."""

from __future__ import annotations

import os
import socket
import sys
from argparse import ArgumentParser
from collections.abc import Container, Iterator, Sequence
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from services_portal.kernel import engines
from services_portal.kernel.engines import locks
from services_portal.kernel.supervisor import ChildEndedError, Program, StopRequestedError, Supervisor, steps

UNATTENDED = ("--no-input", "--verbosity", "0")


class Command(BaseCommand):
    """`portal [--without-seeds]`."""

    help = (
        "Set up what is missing, then run web, sockets, worker, beat and relay until Ctrl-C or until one of them ends."
    )
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("--without-seeds", action="store_true", help="leave the database as it is")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run until told to stop (exit 0) or until a process ends (exit 1, naming it)."""
        single = locks.try_take(self._lock_file())
        if single is None:
            raise CommandError(f"The portal is running already on {settings.PORTAL_HOME}.")
        for port in (settings.PORTAL_PORT, settings.PORTAL_SOCKET_PORT):
            self._refuse_taken_port(port)
        try:
            with Supervisor(sys.stdout.buffer, pulse=self._engines_still_there) as supervisor:
                self._set_up(supervisor, seeds=not options["without_seeds"])
                self._say("starting web, sockets, worker, beat and relay")
                supervisor.serve(list(self._programs()), is_ready=self._is_ready, on_ready=self._announce)
        except StopRequestedError:
            self._say("stopped")
        except ChildEndedError as error:
            raise CommandError(f"{error}; the others were ended too.") from error
        finally:
            os.close(single)

    def _lock_file(self) -> Path:
        folder = Path(settings.PORTAL_HOME) / "run"
        folder.mkdir(parents=True, exist_ok=True)
        return folder / "portal.lock"

    def _refuse_taken_port(self, port: int) -> None:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((settings.PORTAL_HOST, port))
            except OSError as error:
                address = f"{settings.PORTAL_HOST}:{port}"
                raise CommandError(f"{address} cannot be used ({error.strerror}); choose another PORT.") from error

    def _engines_still_there(self) -> None:
        if not engines.attended():
            raise ChildEndedError("an engine's keeper", None)

    def _set_up(self, supervisor: Supervisor, *, seeds: bool) -> None:
        if steps.migrations_due():
            self._step(supervisor, ["migrate"], UNATTENDED)
        static = steps.StaticFiles()
        if static.due():
            self._step(supervisor, ["collectstatic"], UNATTENDED)
            static.done()
        if seeds:
            self._seed(supervisor)
        connection.close()

    def _seed(self, supervisor: Supervisor) -> None:
        folders = [settings.BASE_DIR / folder for folder in settings.PORTAL_SEED_FOLDERS]
        digest = steps.digest_of([*folders, *settings.PORTAL_CITY_DIRS])
        for command, put_off in settings.PORTAL_SEED_STEPS:
            name = " ".join(command)
            if steps.step_due(name, digest) and self._seed_step(supervisor, command, put_off):
                steps.step_done(name, digest)

    def _seed_step(self, supervisor: Supervisor, command: Sequence[str], put_off: Container[int]) -> bool:
        """Run a step; return whether it is done with. Raises ChildEndedError unless its exit code puts it off."""
        try:
            self._step(supervisor, command)
        except ChildEndedError as error:
            if error.result is None or error.result not in put_off:
                raise
            self._say(f"{error}; it will be tried again at the next start")
            return False
        return True

    def _step(self, supervisor: Supervisor, command: Sequence[str], unsaid: Sequence[str] = ()) -> None:
        self._say(" ".join(command))
        supervisor.run(self._program(command[0], "manage.py", *command, *unsaid))

    def _program(self, name: str, *arguments: str) -> Program:
        return Program(name, [sys.executable, *arguments], settings.BASE_DIR)

    def _programs(self) -> Iterator[Program]:
        web = ["--interface", "wsgi", "--no-ws", "--log-level", "warning"]
        web += ["--host", settings.PORTAL_HOST, "--port", str(settings.PORTAL_PORT)]
        web += ["--workers", str(settings.PORTAL_WEB_WORKERS), "--blocking-threads", str(settings.PORTAL_WEB_THREADS)]
        # A worker that is told to stop while it is still starting does not hear it.
        web += ["--workers-kill-timeout", "10"]
        yield self._program("web", "-m", "granian", *web, "services_portal.wsgi:application")
        sockets = ["--interface", "asginl", "--log-level", "warning", "--workers-kill-timeout", "10"]
        sockets += ["--host", settings.PORTAL_HOST, "--port", str(settings.PORTAL_SOCKET_PORT)]
        sockets += ["--workers", str(settings.PORTAL_SOCKET_WORKERS)]
        sockets += ["--backpressure", str(settings.PORTAL_SOCKET_CONNECTIONS)]
        yield self._program("sockets", "-m", "granian", *sockets, "services_portal.asgi:application")
        celery = ["-m", "celery", "--app", "services_portal.celery", "--quiet"]
        worker = ["--loglevel", "WARNING", "--without-gossip", "--without-mingle"]
        worker += ["--concurrency", str(settings.PORTAL_WORKER_PROCESSES)]
        yield self._program("worker", *celery, "worker", *worker)
        schedule = Path(settings.PORTAL_HOME) / "run" / "beat-schedule"
        beat = ["--loglevel", "WARNING", "--pidfile=", "--schedule", str(schedule)]
        yield self._program("beat", *celery, "beat", *beat)
        yield self._program("relay", "manage.py", "outbox_relay")

    def _host(self) -> str:
        return "127.0.0.1" if settings.PORTAL_HOST in {"0.0.0.0", "::"} else str(settings.PORTAL_HOST)  # noqa: S104

    def _is_ready(self) -> bool:
        return all(self._answers(port) for port in (settings.PORTAL_PORT, settings.PORTAL_SOCKET_PORT))

    def _answers(self, port: int) -> bool:
        asked = HTTPConnection(self._host(), port, timeout=5)
        try:
            asked.request("GET", "/healthz/ready")
            return asked.getresponse().status == 200
        except (OSError, HTTPException):
            return False
        finally:
            asked.close()

    def _announce(self) -> None:
        logins = f" · sign in as {settings.PORTAL_DEMONSTRATION_LOGINS}" if settings.PORTAL_DEMONSTRATION else ""
        self._say(f"ready at http://{self._host()}:{settings.PORTAL_PORT}/{logins}")

    def _say(self, line: str) -> None:
        sys.stdout.write(f"portal   | {line}\n")
        sys.stdout.flush()
