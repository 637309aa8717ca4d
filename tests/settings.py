"""The settings of tests and checks: the portal's own, on engines and Redis databases of their own.

DATABASE_URL and REDIS_URL from the environment still win; with several workers, a given Redis must have as many free
databases after the one in its address.
"""

import os
import re
from pathlib import Path

WORKER = int(re.sub(r"\D", "", os.environ.get("PYTEST_XDIST_WORKER", "")) or 0)

os.environ.setdefault("PORTAL_HOME", str(Path(__file__).resolve().parent.parent / "var" / "test"))
os.environ.setdefault("PORTAL_ENGINES_DURABLE", "0")
if given := os.environ.get("REDIS_URL"):
    os.environ["REDIS_URL"] = re.sub(r"(?<=[?&]db=)\d+|(?<=/)\d+$", lambda found: str(int(found[0]) + WORKER), given)
else:
    os.environ["PORTAL_REDIS_DATABASE"] = str(WORKER)

from services_portal.settings import *  # noqa: E402, F403
from services_portal.settings import DATABASES, INSTALLED_APPS, STATIC_ROOT  # noqa: E402

INSTALLED_APPS = [*INSTALLED_APPS, "django_migration_linter"]  # a command for `make check`, not for production

STATIC_ROOT.mkdir(parents=True, exist_ok=True)

# One round is enough to tell a right password from a wrong one.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# The threads of a live server end without closing what they keep; the test database could then not be dropped.
DATABASES["default"]["CONN_MAX_AGE"] = 0
