"""Read a file in a process of its own and print, as JSON, how many rows it gave and how many bytes the peak took.

Run as ``python -m tests.cities.adapters.tabular_file.measure FILE csv|xlsx``.
"""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path

import django


def main() -> None:
    """Read, count, and look at the peak before and after."""
    django.setup()
    from cities.adapters.base import AdapterError, SourceRef
    from cities.adapters.registry import catalogue_reader
    from tests.cities.adapters.reading import manifest

    city = manifest("tabular_file", {"format": sys.argv[2]})
    rows, code = 0, ""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    try:
        for row in catalogue_reader(city).rows(city, SourceRef(Path(sys.argv[1])), on_finding=lambda found: None):
            rows += bool(row.fields["title"])
    except AdapterError as error:
        code = error.code
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(json.dumps({"rows": rows, "code": code, "grown_kib": after - before}))


if __name__ == "__main__":
    main()
