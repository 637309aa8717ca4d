"""The made-up city whose catalogue is Baltimore's, as its organisations stand, or under its publisher's name."""

from __future__ import annotations

from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent
MANIFEST: Final = FOLDER / "baltimore.toml"
# A body that does not exist, under a code of the demonstration's.
PUBLISHER: Final = "11990100DM0000013U"
_UNDER_ONE: Final = f"""
agency_code = "{PUBLISHER}"
agency_name = "Directory of Baltimore"

[adapter.options.columns]
agency_code = "nowhere"
agency_name = "nowhere"
"""


def under_its_publisher(folder: Path) -> Path:
    """Write the manifest by which the directory's publisher answers for all services, and return it."""
    text = MANIFEST.read_text(encoding="utf-8")
    path = folder / MANIFEST.name
    path.write_text(text.replace("\n[catalogue]", f"{_UNDER_ONE}\n[catalogue]"), encoding="utf-8")
    return path
