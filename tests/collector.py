"""The collector of garbage leaves alone what stays: a worker holds some hundred thousand objects to the end."""

from __future__ import annotations

import gc

import pytest


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """Set aside what stands once every test is known."""
    gc.collect()
    gc.freeze()
