"""What is spooled comes back in order; a sealed spool leaves nothing readable on the disk."""

from pathlib import Path
from typing import Any

import msgspec
import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import given
from hypothesis import strategies as st

from services_portal.kernel.runs.spool import SealedSpool, Spool

NUMBER = "370102198001010019"


class Row(msgspec.Struct, array_like=True):
    number: int
    text: str


@pytest.mark.parametrize("kind", [Spool, SealedSpool])
@given(texts=st.lists(st.text(max_size=20), max_size=12), size=st.integers(1, 5))
def test_rows_come_back_in_their_order(kind: Any, texts: list[str], size: int) -> None:
    rows = [Row(number, text) for number, text in enumerate(texts)]
    with kind(Row) as spool:
        for row in rows:
            spool.add(row)
        chunks = list(spool.chunks(size))
        assert spool.count == len(rows)
    assert [row for chunk in chunks for row in chunk] == rows
    assert [len(chunk) for chunk in chunks[:-1]] == [size] * (len(chunks) - 1)


@pytest.mark.parametrize(("kind", "readable"), [(Spool, True), (SealedSpool, False)])
def test_what_lies_on_the_disk(kind: Any, readable: bool) -> None:
    with kind(Row) as spool:
        spool.add(Row(1, NUMBER))
        spool._file.flush()
        on_disk = Path(f"/proc/self/fd/{spool._file.fileno()}").read_bytes()
    assert (NUMBER.encode() in on_disk) is readable
    assert len(on_disk) > len(NUMBER)


def test_sealed_rows_that_change_places_do_not_open() -> None:
    with SealedSpool(Row) as spool:
        spool.add(Row(1, "a"))
        spool.add(Row(2, "b"))
        spool._file.seek(0)
        content = spool._file.read()
        half = len(content) // 2
        spool._file.seek(0)
        spool._file.write(content[half:] + content[:half])
        with pytest.raises(InvalidTag):
            list(spool.chunks(1))
