"""An app of a city is handed in, approved or given back, and withdrawn."""

from __future__ import annotations

from uuid import UUID

from allauth.idp.oidc.adapter import get_adapter
from allauth.idp.oidc.models import Client
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.errors import APP_NEEDS_OTHER_EYES, APP_NOT_READY
from accounts.identity.addresses import lines_of
from accounts.identity.secrets import secret_digest
from accounts.models import AppKind, AppState, CityApp
from accounts.scopes import APP_APPROVE, APP_REGISTER
from accounts.services.app_sessions import BACKCHANNEL
from accounts.services.city_app_write import said_by
from services_portal.kernel import audit
from services_portal.kernel.actor import EVERYWHERE, Actor
from services_portal.kernel.authorisation import Action
from services_portal.kernel.errors import DomainError
from services_portal.kernel.refusals import NOT_FOUND, STALE_VERSION
from services_portal.kernel.text import CHINESE, pick

GRANTS = {
    AppKind.WEB: [Client.GrantType.AUTHORIZATION_CODE, Client.GrantType.REFRESH_TOKEN],
    AppKind.NATIVE: [Client.GrantType.AUTHORIZATION_CODE, Client.GrantType.REFRESH_TOKEN],
    AppKind.DEVICE: [Client.GrantType.DEVICE_CODE, Client.GrantType.REFRESH_TOKEN],
}


@transaction.atomic
def city_app_submit(*, actor: Actor, app_id: UUID) -> CityApp:
    """Hand a draft in. Raises DomainError: ``not_found``, ``app_not_ready`` without an address to come back to."""
    app = _locked(actor, app_id, Action.CHANGE, APP_REGISTER)
    if app.kind != AppKind.DEVICE and not lines_of(app.redirect_uris):
        raise DomainError(APP_NOT_READY, detail=_("It needs an address to come back to."))
    _must_be(app, AppState.DRAFT)
    # Whoever hands it in stands for it as whoever wrote it: neither of them approves it.
    app.state, app.written_by = AppState.SUBMITTED, said_by(actor)
    return _settled(actor, app, "submit")


@transaction.atomic
def city_app_approve(*, actor: Actor, app_id: UUID, version: str) -> CityApp:
    """Put what was handed in into force: from now on the app may ask for it.

    ``version`` is the ``CityApp.version`` that was read. Where less is allowed than before, tokens that allow more end.
    Raises DomainError: ``not_found`` for who may not approve, ``app_not_ready`` for what was not handed in,
    ``stale_version`` for what is no longer what was read, ``app_needs_other_eyes`` for who handed it in himself.
    """
    app = _locked(actor, app_id, Action.VIEW, APP_APPROVE)
    _must_be(app, AppState.SUBMITTED)
    if version != app.version:
        raise DomainError(STALE_VERSION)
    if said_by(actor) == app.written_by:
        raise DomainError(APP_NEEDS_OTHER_EYES)
    app.client = _in_force(app)
    app.state, app.decided_by, app.note = AppState.APPROVED, said_by(actor), ""
    return _settled(actor, app, "approve")


@transaction.atomic
def city_app_refuse(*, actor: Actor, app_id: UUID, note: str) -> CityApp:
    """Give back what was handed in, with the reason; what is in force stays so. Raises DomainError as approving."""
    app = _locked(actor, app_id, Action.VIEW, APP_APPROVE)
    _must_be(app, AppState.SUBMITTED)
    app.state, app.decided_by, app.note = AppState.DRAFT, said_by(actor), note
    return _settled(actor, app, "refuse")


@transaction.atomic
def city_app_withdraw(*, actor: Actor, app_id: UUID) -> CityApp:
    """Take the app out of force at once: its tokens are gone with it. Either its city or who approves may.

    Raises DomainError ``not_found``.
    """
    app = _locked(actor, app_id, Action.VIEW, APP_REGISTER, APP_APPROVE)
    client, app.client, app.state = app.client, None, AppState.WITHDRAWN
    app = _settled(actor, app, "withdraw")
    if client is not None:
        client.delete()
    return app


@transaction.atomic
def city_app_secret_renew(*, actor: Actor, app_id: UUID) -> str:
    """Give a web app that is in force a new secret and return it, the only time it is shown; the old one ends at once.

    Raises DomainError: ``not_found``, ``app_not_ready`` for an app that keeps no secret or is not in force.
    """
    app = _locked(actor, app_id, Action.CHANGE, APP_REGISTER)
    if app.client is None or app.client.type != Client.Type.CONFIDENTIAL:
        raise DomainError(APP_NOT_READY, detail=_("Only a web app that is in force has a secret."))
    secret = get_adapter().generate_client_secret()
    app.client.secret = secret_digest(secret)
    app.client.save(update_fields=["secret"])
    audit.record(actor, "accounts.city_app.renew_secret", app, detail={"city": app.city.slug})
    return secret


def _locked(actor: Actor, app_id: UUID, action: Action, *scopes: str) -> CityApp:
    rows = CityApp.objects.for_actor(actor, action).select_for_update(no_key=True, of=("self",))
    app = rows.select_related("city", "client").filter(pk=app_id).first()
    if app is None or not any(actor.may(scope, _realm(scope, app)) for scope in scopes):
        raise DomainError(NOT_FOUND)
    return app


def _realm(scope: str, app: CityApp) -> str:
    return EVERYWHERE if scope == APP_APPROVE else app.realm


def _must_be(app: CityApp, state: AppState) -> None:
    if app.state != state:
        raise DomainError(APP_NOT_READY, detail=_("It is not in the state that this step begins from."))


def _settled(actor: Actor, app: CityApp, verb: str) -> CityApp:
    app.save()
    detail = {"city": app.city.slug, "scopes": app.scopes, "state": str(app.state)}
    audit.record(actor, f"accounts.city_app.{verb}", app, detail=detail)
    return app


def _in_force(app: CityApp) -> Client:
    client = app.client or Client(secret="")
    confidential = app.kind == AppKind.WEB
    client.name = pick(app.name, CHINESE)[:100]
    client.type = Client.Type.CONFIDENTIAL if confidential else Client.Type.PUBLIC
    client.set_scopes(app.scopes)
    client.set_default_scopes(["openid"])
    client.set_grant_types(GRANTS[AppKind(app.kind)])
    client.set_response_types([Client.ResponseType.CODE])
    client.set_redirect_uris(lines_of(app.redirect_uris))
    # One sector a city: its apps know a person by one number, and no other city's do.
    client.data = {"sector": f"city:{app.city.slug}", "app": str(app.pk)}
    if app.backchannel_uri:
        client.data[BACKCHANNEL] = app.backchannel_uri
    client.set_post_logout_redirect_uris(lines_of(app.logout_uris))
    client.save()
    allowed = set(app.scopes)
    for token in client.token_set.all():
        if not set(token.get_scopes()) <= allowed:
            token.delete()
    return client
