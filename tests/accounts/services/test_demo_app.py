"""The demonstration's app of a city: registered and approved like any other, with an id and a secret that are known."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.identity.secrets import secret_digest
from accounts.models import AppState, CityApp
from services_portal.kernel.models import AuditEntry

pytestmark = pytest.mark.django_db


def run() -> str:
    out = StringIO()
    call_command("demo_app", stdout=out)
    return out.getvalue()


def test_it_is_in_force_as_printed(places) -> None:
    assert run() == "demonstration-qingdao / Shandong-Demo-App-2026\n"
    app = CityApp.objects.select_related("city", "client").get()
    assert (app.city.slug, app.state, app.client.pk) == ("qingdao", AppState.APPROVED, "demonstration-qingdao")
    assert app.client.secret == secret_digest("Shandong-Demo-App-2026")
    assert app.client.data["sector"] == "city:qingdao" and not app.client.skip_consent
    assert app.client.get_redirect_uris() == app.redirect_uris.splitlines()


def test_a_second_run_changes_nothing(places) -> None:
    run()
    written = AuditEntry.objects.count()
    assert run() == "demonstration-qingdao / Shandong-Demo-App-2026\n"
    assert (CityApp.objects.count(), AuditEntry.objects.count()) == (1, written)


def test_without_its_city_there_is_none(db) -> None:
    assert run() == "no such city\n"
    assert not CityApp.objects.exists()


def test_it_exists_in_a_demonstration_alone(settings, places) -> None:
    settings.PORTAL_DEMONSTRATION = False
    with pytest.raises(CommandError, match="PORTAL_DEMONSTRATION"):
        run()
    assert not CityApp.objects.exists()
