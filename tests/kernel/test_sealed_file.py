"""A file that waits on disk is sealed, opens with its key alone, and tells when it was cut or changed."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from services_portal.kernel.runs.sealed_file import BLOCK, BrokenSealError, TooLargeError, opened_file, seal_file

SIZES = [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK]


def content(size: int) -> bytes:
    return (b"370102195001020010," * (size // 19 + 1))[:size]


@pytest.mark.parametrize("size", SIZES)
def test_it_comes_back_as_it_was_and_cannot_be_read_meanwhile(tmp_path: Path, size: int) -> None:
    sealed = tmp_path / "folder" / "file"
    key = seal_file(io.BytesIO(content(size)), sealed, limit=size)
    assert b"370102195001020010" not in sealed.read_bytes()
    assert sealed.stat().st_mode & 0o077 == 0
    with opened_file(sealed, key, suffix=".csv") as path:
        assert (path.read_bytes(), path.suffix) == (content(size), ".csv")
    assert not path.exists()


def test_what_is_too_large_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(TooLargeError):
        seal_file(io.BytesIO(content(BLOCK + 1)), tmp_path / "file", limit=BLOCK)
    assert list(tmp_path.iterdir()) == []


def test_another_key_a_cut_and_a_changed_place_are_told(tmp_path: Path) -> None:
    sealed = tmp_path / "file"
    key = seal_file(io.BytesIO(content(3 * BLOCK)), sealed, limit=4 * BLOCK)
    data, piece = sealed.read_bytes(), BLOCK + 16
    broken = [data[:-piece], data[piece:] + data[:piece], data[:-1], data[:100] + b"!" + data[101:]]
    for each in broken:
        sealed.write_bytes(each)
        with pytest.raises(BrokenSealError), opened_file(sealed, key):
            pass
    sealed.write_bytes(data)
    with pytest.raises(BrokenSealError), opened_file(sealed, bytes(32)):
        pass
