"""One step ahead: the next chunk of rows is read and put into words while the database commits the one before.

A commit has PostgreSQL look up every foreign key that the chunk has written, an eighth of a run, and the process would
only wait. What needs no database, a thread of its own does meanwhile for the next rows. No more than
the commit is used: between the many short waits of a chunk the two threads would hinder one another.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Generic, Self, TypeVar

T = TypeVar("T")


class Ahead(Generic[T]):
    """Iterates over ``steps``, and takes the next one beside the caller's work once :meth:`begin` is called.

    Without a call, a step is taken when it is asked for. There are never two at a time, and their order stays. What a
    step raises is raised where it is asked for. Use as a context manager: its end waits for a step that has begun.
    """

    def __init__(self, steps: Iterator[T]) -> None:
        self._steps = steps
        self._begun: Future[tuple[T, ...]] | None = None
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="intake-ahead")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._thread.shutdown(wait=True)

    def __iter__(self) -> Iterator[T]:
        while step := self._take():
            yield step[0]

    def begin(self) -> None:
        """Begin with the next step, which must touch nothing that the caller touches until it asks for it."""
        if self._begun is None:
            self._begun = self._thread.submit(self._step)

    def _take(self) -> tuple[T, ...]:
        begun, self._begun = self._begun, None
        return self._step() if begun is None else begun.result()

    def _step(self) -> tuple[T, ...]:
        """Return the next step alone, or nothing after the last."""
        for step in self._steps:
            return (step,)
        return ()
