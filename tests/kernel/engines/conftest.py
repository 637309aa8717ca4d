"""A PORTAL_HOME for each test."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.kernel.engines.harness import Instance


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every account may enter, which pytest's own is not."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.fixture
def make_instance(open_folder: Path) -> Iterator[Callable[[Path], Instance]]:
    # It asks for ``open_folder`` so that the engines end before their folder goes.
    made: list[Instance] = []

    def make(home: Path) -> Instance:
        made.append(Instance(home))
        return made[-1]

    yield make
    for instance in made:
        instance.close()


@pytest.fixture
def instance(make_instance: Callable[[Path], Instance], open_folder: Path) -> Instance:
    return make_instance(open_folder / "home")
