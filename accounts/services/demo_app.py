"""The app of a city in the demonstration: what tries out signing in with somebody else's client."""

from __future__ import annotations

from typing import Final

from allauth.idp.oidc.models import Client
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction

from accounts.identity.secrets import secret_digest
from accounts.models import AppKind, CityApp
from accounts.services.city_app_decide import city_app_approve, city_app_submit
from accounts.services.city_app_write import AppFacts, city_app_write
from cities.models import City
from services_portal.kernel.actor import SYSTEM, Actor

CITY: Final = "qingdao"
CLIENT_ID: Final = "demonstration-qingdao"
SECRET: Final = "Shandong-Demo-App-2026"  # noqa: S105 - published: it opens nothing but a demonstration
# Hosts that exist nowhere: who tries it out takes the place of the browser and of the city's proxy.
BACK: Final = ("https://app.qingdao.example.cn/back", "https://www.qingdao.example.cn/oidc/callback/")
AFTER: Final = ("https://app.qingdao.example.cn/bye", "https://www.qingdao.example.cn/bye")
FACTS: Final = AppFacts(
    name={"zh-hans": "青岛通（演示）", "en": "Qingdao app (demonstration)"},
    purpose={"zh-hans": "在演示中试用登录。", "en": "Tries out signing in, in the demonstration."},
    kind=AppKind.WEB,
    scopes=["openid", "profile", "email", "phone"],
    redirect_uris="\n".join(BACK),
    logout_uris="\n".join(AFTER),
)
# Two eyes write, two others approve, here as everywhere.
_APPROVES: Final = Actor(type="system", id="seeds", all_rights=True)


@transaction.atomic
def demo_app() -> CityApp | None:
    """Register and approve the demonstration's app where it is missing, with its id and secret; returns it.

    None where the seeds have no such city. Raises ImproperlyConfigured outside a demonstration: its secret is known.
    """
    if not settings.PORTAL_DEMONSTRATION:
        raise ImproperlyConfigured("The demonstration's app exists only where PORTAL_DEMONSTRATION is set.")
    city = City.objects.filter(slug=CITY).first()
    there = CityApp.objects.filter(client_id=CLIENT_ID).first()
    if there is not None or city is None:
        return there
    app = city_app_write(actor=SYSTEM, city=city, facts=FACTS)
    # Approval puts into force what hangs on the app; a client that it made itself would have an id of its own.
    app.client = Client.objects.create(id=CLIENT_ID, secret=secret_digest(SECRET))
    app.save(update_fields=["client"])
    app = city_app_submit(actor=SYSTEM, app_id=app.pk)
    return city_app_approve(actor=_APPROVES, app_id=app.pk, version=app.version)
