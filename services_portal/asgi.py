"""The ASGI entry for granian: sockets alone. Everything else is served by WSGI, which is many times faster at it."""

import os

from django.core.asgi import get_asgi_application

from services_portal.kernel import engines
from services_portal.kernel.checks import refuse_contradictions

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "services_portal.settings")
engines.attach()
django = get_asgi_application()

from services_portal.kernel.sockets.entry import SocketsOnly  # noqa: E402  needs Django set up

application = SocketsOnly(django)
refuse_contradictions()
