"""A supervisor over small programs, as a process: `python -m tests.kernel.supervisor.runner <name>=<code>...`."""

from __future__ import annotations

import sys

from services_portal.kernel.supervisor import ChildEndedError, Program, StopRequestedError, Supervisor


def main() -> None:
    """Supervise until stopped (exit 0) or until a program ends (exit 1)."""
    programs = [Program(name, [sys.executable, "-c", code]) for name, code in (a.split("=", 1) for a in sys.argv[1:])]
    try:
        with Supervisor(sys.stdout.buffer, grace=1) as supervisor:
            supervisor.serve(programs, is_ready=lambda: True, on_ready=lambda: print("ready", flush=True))
    except StopRequestedError:
        print("stopped")
    except ChildEndedError as error:
        sys.exit(str(error))


main()
