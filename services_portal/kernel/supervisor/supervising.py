"""The loop that minds the children: one thread, woken by the kernel."""

from __future__ import annotations

import os
import selectors
import signal
import time
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import BinaryIO, Self

from services_portal.kernel.supervisor.children import Child, Program

GRACE_SECONDS = 20.0
PULSE_SECONDS = 0.5
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class StopRequestedError(Exception):
    """Somebody asked us to stop."""


class ChildEndedError(Exception):
    """A process that should have gone on has ended, or a step has failed."""

    def __init__(self, name: str, result: int | None) -> None:
        self.name = name
        self.result = result
        how = f"was killed by {signal.Signals(-result).name}" if result and result < 0 else f"ended with {result}"
        super().__init__(f"{name} {how}")


class Supervisor:
    """Runs steps one after the other, then programs side by side. Leaving the ``with`` block ends every child."""

    def __init__(
        self, out: BinaryIO, *, pulse: Callable[[], None] = lambda: None, grace: float = GRACE_SECONDS
    ) -> None:
        """``pulse`` is called about twice a second while waiting; what it raises ends everything."""
        self._out = out
        self._pulse = pulse
        self._grace = grace
        self._children: list[Child] = []
        self._selector = selectors.DefaultSelector()
        self._asked = 0

    def __enter__(self) -> Self:
        """Take over the signals that end us."""
        self._wake, self._signalled = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        self._previous = {number: signal.signal(number, self._on_signal) for number in STOP_SIGNALS}
        self._previous_wakeup = signal.set_wakeup_fd(self._signalled, warn_on_full_buffer=False)
        self._selector.register(self._wake, selectors.EVENT_READ)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """End every child, asking first, and give the signals back."""
        self._end_all()
        signal.set_wakeup_fd(self._previous_wakeup)
        for number, handler in self._previous.items():
            signal.signal(number, handler)
        self._selector.close()
        os.close(self._wake)
        os.close(self._signalled)

    def run(self, program: Program) -> None:
        """Run one step to its end. Raises ChildEndedError when it fails, StopRequestedError when told to."""
        child = self._start(program)
        while child.result is None:
            self._turn(PULSE_SECONDS)
        self._forget(child)
        if child.result != 0:
            raise ChildEndedError(child.name, child.result)

    def serve(self, programs: Sequence[Program], *, is_ready: Callable[[], bool], on_ready: Callable[[], None]) -> None:
        """Run programs that never end. Raises ChildEndedError for the first that does, or StopRequestedError."""
        for program in programs:
            self._start(program)
        announced = False
        while True:
            self._turn(PULSE_SECONDS if announced else PULSE_SECONDS / 5)
            for child in self._children:
                if child.result is not None:
                    raise ChildEndedError(child.name, child.result)
            if not announced and is_ready():
                announced = True
                on_ready()

    def _start(self, program: Program) -> Child:
        child = Child(program, self._out)
        self._children.append(child)
        self._selector.register(child.output, selectors.EVENT_READ, child)
        self._selector.register(child.pidfd, selectors.EVENT_READ)
        return child

    def _forget(self, child: Child) -> None:
        self._children.remove(child)
        self._quiet(child.output)
        self._quiet(child.pidfd)
        child.close()

    def _quiet(self, descriptor: int) -> None:
        if descriptor in self._selector.get_map():
            self._selector.unregister(descriptor)

    def _turn(self, patience: float) -> None:
        """Wait for output, an end, a signal or ``patience``; pass output on."""
        self._listen(patience)
        if self._asked:
            raise StopRequestedError
        self._pulse()

    def _listen(self, patience: float) -> None:
        for key, _events in self._selector.select(patience):
            if isinstance(key.data, Child):
                if not key.data.forward():
                    self._quiet(key.data.output)
            elif key.fd == self._wake:
                os.read(self._wake, 64)

    def _on_signal(self, _number: int, _frame: object) -> None:
        self._asked += 1

    def _end_all(self) -> None:
        """Ask every child to end; after the grace, or when asked to stop a second time, insist."""
        for child in self._children:
            child.stop()
        asked, deadline = max(self._asked, 1), time.monotonic() + self._grace
        while self._children:
            self._listen(0.1)
            if time.monotonic() > deadline or self._asked > asked:
                for child in self._children:
                    child.kill_group()
            for child in [child for child in self._children if child.result is not None]:
                self._forget(child)
