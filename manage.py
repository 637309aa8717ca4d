#!/usr/bin/env python
"""Django's command line for the Services Portal."""

import os
import sys

# These read no data. Every other command finds PostgreSQL and Redis running, or starts them for as long as it runs.
WITHOUT_ENGINES = {"help", "version", "--help", "--version", "-h", "makemessages", "compilemessages", "collectstatic"}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "services_portal.settings")
    from django.core.management import execute_from_command_line

    from services_portal.kernel import engines

    try:
        if not WITHOUT_ENGINES.intersection(sys.argv[1:2]):
            engines.attach()
        execute_from_command_line(sys.argv)
    except engines.EngineError as error:
        sys.exit(str(error))
    finally:
        engines.detach()


if __name__ == "__main__":
    main()
