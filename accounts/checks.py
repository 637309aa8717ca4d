"""A wrong configuration of sign-in stops the start."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register  # noqa: A004 - Django's own name

from accounts.agents.acting import acted_models, wrong_acted
from accounts.merging.pointers import pointers, wrong_pointers
from accounts.passwords.breached.known import BreachedListError, opened
from accounts.rights.registry import nothing_personal, personal_data, wrong_declarations
from accounts.roles import ROLE_SCOPES
from accounts.sms import gateways
from accounts.verifiers import offered, verifiers
from services_portal.kernel.registry import PluginOptionsError
from services_portal.kernel.scopes import all_scopes


@register
def check_roles(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Every right in the table of roles is a scope that some app defines."""
    known = {scope.name for scope in all_scopes()}
    unknown = sorted({name for names in ROLE_SCOPES.values() for name in names} - known)
    return [
        Error(f"A role holds the right {name!r}, which no app defines.", id="accounts.E001", obj="accounts.roles")
        for name in unknown
    ]


@register
def check_sms_gateway(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """The gateway exists, takes its options, and does not show codes to everybody outside a demonstration."""
    name = settings.PORTAL_SMS_GATEWAY
    if name not in gateways:
        known = ", ".join(gateway.name for gateway in gateways)
        return [Error(f"PORTAL_SMS_GATEWAY: no gateway {name!r} (known: {known}).", id="accounts.E002")]
    try:
        gateways.options(name, settings.PORTAL_SMS_OPTIONS)
    except PluginOptionsError as error:
        return [Error(f"PORTAL_SMS_OPTIONS: {error}", id="accounts.E003")]
    gateway = gateways.get(name)
    if gateway.demonstration and not settings.PORTAL_DEMONSTRATION:
        return [Error(f"PORTAL_SMS_GATEWAY {name!r} is for demonstrations only.", id="accounts.E004")]
    if not gateway.delivers:
        hint = "Set PORTAL_SMS_GATEWAY to the name of an installed gateway."
        return [Warning("Signing in by phone is off: no SMS gateway is configured.", hint=hint, id="accounts.W001")]
    return []


@register
def check_breached_passwords(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """The list of breached passwords is there and whole."""
    try:
        opened(Path(settings.PORTAL_BREACHED_PASSWORDS))
    except (OSError, BreachedListError) as error:
        return [Error(f"PORTAL_BREACHED_PASSWORDS: {error}", id="accounts.E020")]
    return []


@register
def check_verifiers(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Every verifier in use exists and takes its options; none that needs a consent is the only way to its level."""
    found: list[CheckMessage] = []
    for name, values in settings.PORTAL_VERIFIERS.items():
        if name not in verifiers:
            known = ", ".join(verifier.name for verifier in verifiers)
            found.append(Error(f"PORTAL_VERIFIERS: no verifier {name!r} (known: {known}).", id="accounts.E006"))
            continue
        try:
            verifiers.options(name, values)
        except PluginOptionsError as error:
            found.append(Error(f"PORTAL_VERIFIERS: {error}", id="accounts.E006"))
            continue
        verifier = verifiers.get(name)
        if verifier.consent and verifier not in offered(least=verifier.level):
            hint = "Nobody may be made to consent: put another verifier of its level beside it, such as window."
            found.append(
                Error(f"PORTAL_VERIFIERS: {name!r} is the only way to its level.", hint=hint, id="accounts.E007")
            )
    return found


@register
def check_pointers(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Of all that points at a person somebody says what becomes of it when two accounts become one."""
    wrong = wrong_pointers(apps.get_models(include_auto_created=True), pointers())
    hint = "Declare it with accounts.merging.pointers.declare_pointer when the app starts."
    return [Error(sentence, hint=hint, id="accounts.E008", obj="accounts.merging") for sentence in wrong]


@register
def check_personal_data(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Of all that tells of a person somebody says what it holds, why, for how long, and whether he is shown it."""
    found = apps.get_models(include_auto_created=True)
    wrong = wrong_declarations(found, personal_data(), nothing_personal())
    hint = "Declare it with accounts.rights.registry.declare_personal_data; accounts/rights/declared.py shows how."
    return [Error(sentence, hint=hint, id="accounts.E009", obj="accounts.rights") for sentence in wrong]


@register
def check_acted(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """What is declared as written for others says by whom and for whom."""
    hint = "Inherit services_portal.kernel.models.ActedModel."
    return [
        Error(sentence, hint=hint, id="accounts.E010", obj="accounts.agents")
        for sentence in wrong_acted(acted_models())
    ]
