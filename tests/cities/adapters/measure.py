"""The memory that reading a source takes, measured in a process of its own.

Run as ``python -m tests.cities.adapters.measure ADAPTER OPTIONS [FILE]`` it reads, and prints as JSON how many rows
there were, the code of the refusal, and by how many KiB the process grew at its peak.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import django
from django.conf import settings


def measured(adapter: str, options: dict[str, Any], path: Path | None = None) -> tuple[int, str, int]:
    """Return (rows, code, KiB by which the process grew) of reading a source."""
    command = [sys.executable, "-m", "tests.cities.adapters.measure", adapter, json.dumps(options)]
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    if path is not None:
        command.append(str(path))
    done = subprocess.run(command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=True)
    told = json.loads(done.stdout.splitlines()[-1])
    return told["rows"], told["code"], told["grown_kib"]


def _peak_kib() -> int:
    # Not ru_maxrss: a new process is born with its parent's, and would seem not to grow until it outgrew it.
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0])


def main(adapter: str, options: str, path: str | None = None) -> None:
    """Read, count, and look at the peak before and after."""
    django.setup()
    from cities.adapters.base import AdapterError, SourceRef
    from cities.adapters.registry import catalogue_reader
    from tests.cities.adapters.reading import manifest

    city = manifest(adapter, json.loads(options))
    source = SourceRef(Path(path) if path else None)
    rows, code = 0, ""
    before = _peak_kib()
    try:
        for row in catalogue_reader(city).rows(city, source, on_finding=lambda found: None):
            rows += bool(row.fields["title"])
    except AdapterError as error:
        code = error.code
    after = _peak_kib()
    print(json.dumps({"rows": rows, "code": code, "grown_kib": after - before}))


if __name__ == "__main__":
    main(*sys.argv[1:])
