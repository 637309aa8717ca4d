"""All children end together, whoever begins."""

from __future__ import annotations

import contextlib
import os
import re
import select
import signal
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from uuid import uuid4

from services_portal.kernel.supervisor import Child, Program
from tests.kernel.engines.harness import ROOT, await_end

SAY_PID = "import os, sys, time; print('pid', os.getpid(), flush=True); "
FOREVER = SAY_PID + "time.sleep(600)"
# It says its pid only once it will not listen: whoever reads the pid may ask it to end at once.
STUBBORN = (
    "import signal; signal.signal(signal.SIGTERM, lambda *_: print('no', flush=True)); "
    f"{SAY_PID}[time.sleep(1) for _ in range(600)]"
)
WITH_GRANDCHILD = (
    "import os, subprocess, sys, time; p = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)']); "
    "print('pid', p.pid, flush=True); "
)


def _supervise(**programs: str) -> subprocess.Popen[str]:
    arguments = [f"{name}={code}" for name, code in programs.items()]
    return subprocess.Popen(
        [sys.executable, "-m", "tests.kernel.supervisor.runner", *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def _pids(process: subprocess.Popen[str], names: set[str]) -> dict[str, int]:
    """Read output until every named program has said its pid."""
    found: dict[str, int] = {}
    assert process.stdout is not None
    while not names <= found.keys():
        line = process.stdout.readline()
        assert line, "the supervisor ended early"
        if said := re.match(r"(\w+) +\| pid (\d+)", line):
            found[said[1]] = int(said[2])
    return found


def _running(mark: str) -> list[str]:
    """Return the processes that carry ``mark`` on their command line."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if mark.encode() in (entry / "cmdline").read_bytes():
                found.append(entry.name)
    return found


def test_a_signal_ends_every_child_and_is_a_success() -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        process = _supervise(one=FOREVER, two=FOREVER)
        pids = _pids(process, {"one", "two"})
        process.send_signal(number)
        out, errors = process.communicate()
        assert (process.returncode, errors) == (0, "")
        assert out.endswith("stopped\n")
        for pid in pids.values():
            await_end(pid)


def test_one_child_that_ends_ends_all_and_is_named() -> None:
    process = _supervise(one=FOREVER, two=FOREVER)
    pids = _pids(process, {"one", "two"})
    os.kill(pids["two"], signal.SIGKILL)
    _out, errors = process.communicate()
    assert process.returncode == 1
    assert errors == "two was killed by SIGKILL\n"
    await_end(pids["one"])


def test_a_child_that_ends_well_ends_all_as_well() -> None:
    mark = f"# {uuid4()}"
    process = _supervise(one=FOREVER + mark, two="raise SystemExit(0)")
    _out, errors = process.communicate()
    assert process.returncode == 1
    assert errors == "two ended with 0\n"
    assert _running(mark) == []


def test_killing_the_supervisor_leaves_no_child() -> None:
    process = _supervise(one=FOREVER, two=FOREVER)
    pids = _pids(process, {"one", "two"})
    process.kill()
    process.communicate()
    for pid in pids.values():
        await_end(pid)


def test_a_child_that_will_not_end_is_made_to() -> None:
    process = _supervise(one=STUBBORN)
    pids = _pids(process, {"one"})
    process.terminate()
    out, _errors = process.communicate()
    assert process.returncode == 0
    assert "one      | no\n" in out
    await_end(pids["one"])


def test_what_a_dead_child_started_is_ended_too() -> None:
    process = _supervise(one=FOREVER, two=WITH_GRANDCHILD + "os.kill(os.getpid(), 9)")
    pids = _pids(process, {"two"})
    process.communicate()
    assert process.returncode == 1
    await_end(pids["two"])


def test_output_comes_line_by_line_under_its_name() -> None:
    code = "import sys, time; sys.stdout.write('first\\nsec'); sys.stdout.flush(); sys.stderr.write('ond\\nlast')"
    process = _supervise(speaker=code)
    out, _errors = process.communicate()
    assert [line for line in out.splitlines() if line.startswith("speaker")] == [
        "speaker  | first",
        "speaker  | second",
        "speaker  | last",
    ]


def test_who_never_stops_talking_is_heard_a_pipe_at_a_time() -> None:
    out = BytesIO()
    child = Child(Program("one", [sys.executable, "-c", "import os\nwhile True: os.write(1, b'\\n' * 65536)"]), out)
    try:
        assert select.select([child.output], [], [], 60)[0]
        assert child.forward() is True
        assert 0 < out.getvalue().count(b"one      | \n") <= 65536
    finally:
        child.close()


def test_a_line_without_end_is_passed_on_in_pieces() -> None:
    process = _supervise(one="import sys; sys.stdout.write('x' * 200_000)")
    out, _errors = process.communicate()
    pieces = [line.removeprefix("one      | ") for line in out.splitlines() if line.startswith("one ")]
    assert "".join(pieces) == "x" * 200_000
    assert len(pieces) > 1


def test_a_terminal_that_goes_away_does_not_keep_children_alive() -> None:
    with _supervise(one=FOREVER, two=SAY_PID + "[print('x' * 100, flush=True) for _ in iter(int, 1)]") as process:
        pids = _pids(process, {"one", "two"})
        assert process.stdout is not None
        process.stdout.close()
        process.send_signal(signal.SIGHUP)
    for pid in pids.values():
        await_end(pid)
