"""The manifest of the seventeenth city, and the real files that it reads.

1,135 service items of a district of Guang'an (Sichuan), from github v-luobo/zwfw @11bd626, Apache-2.0.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.conf import settings

FOLDER = Path(__file__).parent
MANIFEST = FOLDER / "guangan.toml"
JSON_MANIFEST = FOLDER / "from_json" / "guangan.toml"
ROWS = 1135
REAL_DATA = Path(os.environ.get("PORTAL_REAL_DATA") or Path(settings.BASE_DIR).parent / "shared" / "data")


def real_file(name: str = "guangan_items_gb18030.csv") -> Path:
    """Return the real file called so, or skip the test that needs it."""
    path = REAL_DATA / "guangan" / name
    if not path.is_file():
        pytest.skip(f"the real catalogue {name} is not in the folder that PORTAL_REAL_DATA names")
    return path
