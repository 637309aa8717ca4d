"""Where the authoring code reads and writes. Everything is relative to this folder, so a checkout can lie anywhere."""

from pathlib import Path

AUTHORING = Path(__file__).resolve().parent
SEEDS = AUTHORING.parent
DIVISIONS = SEEDS / "divisions" / "shandong.csv"
CENTRES = SEEDS / "centres.csv"
AGENCIES = SEEDS / "agencies.csv"
MANIFESTS = SEEDS / "cities"
CATALOGUES = SEEDS / "catalogues"
DIRECTORY = SEEDS / "catalog"
DIRT = CATALOGUES / "dirt.csv"
README = SEEDS / "README.md"
