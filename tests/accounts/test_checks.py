from __future__ import annotations

import pytest

from accounts import checks, roles
from accounts.roles import Role


def ids(messages) -> list[str]:
    return [message.id for message in messages]


def test_every_right_of_every_role_is_a_scope(monkeypatch) -> None:
    assert checks.check_roles(None) == []
    assert set(roles.ROLE_SCOPES) == set(roles.REACH) == set(Role)
    monkeypatch.setitem(roles.ROLE_SCOPES, Role.EDITOR, ("catalog.service.edit", "catalog.service.eat"))
    found = checks.check_roles(None)
    assert ids(found) == ["accounts.E001"] and "catalog.service.eat" in found[0].msg


@pytest.mark.parametrize(
    ("gateway", "options", "demonstration", "expected"),
    [
        ("outbox", {}, True, []),
        ("outbox", {}, False, ["accounts.E004"]),
        ("console", {}, False, ["accounts.E004"]),
        ("pigeon", {}, True, ["accounts.E002"]),
        ("outbox", {"keep_hours": "long"}, True, ["accounts.E003"]),
        ("disabled", {}, False, ["accounts.W001"]),
    ],
)
def test_the_sms_gateway(settings, gateway, options, demonstration, expected) -> None:
    settings.PORTAL_SMS_GATEWAY, settings.PORTAL_SMS_OPTIONS = gateway, options
    settings.PORTAL_DEMONSTRATION = demonstration
    assert ids(checks.check_sms_gateway(None)) == expected


@pytest.mark.parametrize(
    ("configured", "expected"),
    [
        ({"window": {}}, []),
        ({}, []),
        ({"oracle": {}}, ["accounts.E006"]),
        ({"window": {"colour": "red"}}, ["accounts.E006"]),
    ],
)
def test_a_verifier_that_is_unknown_or_takes_other_options_stops_the_start(settings, configured, expected) -> None:
    settings.PORTAL_VERIFIERS = configured
    assert [message.id for message in checks.check_verifiers(None)] == expected
