"""What `make clients` starts is loaded without Django: it runs beside a portal, not inside one."""

from __future__ import annotations

import os
import subprocess
import sys

from tests.kernel.engines.harness import ROOT


def test_it_loads_by_itself() -> None:
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    loaded = subprocess.run(
        [sys.executable, "-c", "import tests.clients.against"], cwd=ROOT, env=environment, check=False
    )
    assert loaded.returncode == 0
