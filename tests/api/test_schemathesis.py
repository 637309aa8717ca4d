"""A client that knows only the OpenAPI document finds no fault of ours and no answer that breaks it."""

from __future__ import annotations

import pytest
import schemathesis
from django.conf import settings as django_settings
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, given, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from cities.models import Agency
from cities.services import seed_cities
from services_portal.kernel.actor import SYSTEM
from tests.factories.catalog import make_published

pytestmark = pytest.mark.long

EXAMPLES = 30
CALM = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), database=None)


@pytest.fixture
def api(transactional_db):
    """The document as served, over real cities and a service, so that there is something to answer with."""
    seed_cities(folder=django_settings.BASE_DIR / "seeds", actor=SYSTEM)
    make_published(agency=Agency.objects.filter(city__slug="jinan").first())
    return schemathesis.openapi.from_wsgi("/api/schema/", get_wsgi_application())


def test_every_operation_keeps_the_document(api, subtests):
    operations = [result.ok() for result in api.get_all_operations()]
    assert operations
    for operation in operations:
        with subtests.test(operation.label):

            @CALM
            @given(case=operation.as_strategy())
            def calls(case):
                # A cursor is any string to the document and only ours to the portal, so a 400 is no breach.
                case.call_and_validate(excluded_checks=[positive_data_acceptance])

            calls()
