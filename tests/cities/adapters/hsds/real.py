"""The real catalogue of Baltimore, and the small good and bad files that came with it.

github bchd/bahc-ohana-api @8573098, BSD-3.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.conf import settings

REAL_DATA = Path(os.environ.get("PORTAL_REAL_DATA") or Path(settings.BASE_DIR).parent / "shared" / "data")
FOLDER = REAL_DATA / "hsds_baltimore"
SMALL = FOLDER / "spec" / "support" / "fixtures"


def real_folder() -> Path:
    """Return the folder with the real tables, or skip the test that needs it."""
    if not (FOLDER / "services.csv").is_file():
        pytest.skip("the real catalogue of Baltimore is not in the folder that PORTAL_REAL_DATA names")
    return FOLDER


def small_file(name: str) -> Path:
    """Return the small file called so, or skip the test that needs it."""
    path = SMALL / name
    if not path.is_file():
        pytest.skip(f"{name} is not in the folder that PORTAL_REAL_DATA names")
    return path
