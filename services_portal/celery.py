"""The Celery application: `celery -A services_portal.celery worker`."""

import os
import warnings
from typing import Any

from celery import Celery
from celery.signals import beat_init, celeryd_init

from services_portal.kernel import engines

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "services_portal.settings")
app = Celery("services_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
# Celery warns root of pickled messages; ours are JSON, and in production nothing runs as root.
warnings.filterwarnings("ignore", message="You're running the worker with superuser privileges")


@celeryd_init.connect
@beat_init.connect
def _hold_engines(**_kwargs: Any) -> None:
    engines.attach()
