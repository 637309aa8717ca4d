"""The WSGI entry for granian."""

import os

from django.core.wsgi import get_wsgi_application

from services_portal.kernel import engines
from services_portal.kernel.checks import refuse_contradictions

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "services_portal.settings")
engines.attach()
django = get_wsgi_application()

from accounts.identity.lane import TokenLane  # noqa: E402  needs Django set up
from services_portal.kernel.lane import PublicLane  # noqa: E402

application = TokenLane(PublicLane(django))
refuse_contradictions()
