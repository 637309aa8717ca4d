"""Each contradiction of the configuration is found, and a sound one passes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.test import override_settings

from services_portal.kernel.checks import contradictions, refuse_contradictions

ROOT = Path(__file__).resolve().parents[2]
SOUND: dict[str, Any] = {
    "PORTAL_ENV": "production",
    "SECRET_KEY": "s" * 50,
    "DEBUG": False,
    "PORTAL_DEMONSTRATION": False,
    "PORTAL_SMS_GATEWAY": "gateway of the province",
    "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
    "SESSION_COOKIE_SECURE": True,
    "CSRF_COOKIE_SECURE": True,
    "ALLOWED_HOSTS": ["portal.example.cn"],
    "PORTAL_FIELD_KEYS": {"1": "ab" * 32},
    "PORTAL_INDEX_KEY": "cd" * 32,
    "CSRF_TRUSTED_ORIGINS": ["https://portal.example.cn"],
    "PORTAL_EMBEDDED_ENGINES": [],
}
DEMONSTRATION = settings.DEMONSTRATION_SECRETS
CASES: list[tuple[dict[str, Any], list[str]]] = [
    ({}, []),
    ({"PORTAL_ENV": "prod"}, ["portal.E001"]),
    ({"SECRET_KEY": DEMONSTRATION["SECRET_KEY"]}, ["portal.E002"]),
    ({"SECRET_KEY": "s" * 49}, ["portal.E002"]),
    ({"DEBUG": True}, ["portal.E003"]),
    ({"PORTAL_DEMONSTRATION": True}, ["portal.E004"]),
    ({"PORTAL_SMS_GATEWAY": "console"}, ["portal.E005"]),
    ({"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}, ["portal.E005"]),
    ({"SESSION_COOKIE_SECURE": False}, ["portal.E006"]),
    ({"CSRF_COOKIE_SECURE": False}, ["portal.E006"]),
    ({"ALLOWED_HOSTS": ["*"]}, ["portal.E007"]),
    ({"ALLOWED_HOSTS": []}, ["portal.E007"]),
    ({"PORTAL_FIELD_KEYS": {}}, ["portal.E008"]),
    ({"PORTAL_FIELD_KEYS": {"1": "short"}}, ["portal.E008"]),
    ({"PORTAL_FIELD_KEYS": {"new": "ab" * 32}}, ["portal.E008"]),
    ({"PORTAL_FIELD_KEYS": {"256": "ab" * 32}}, ["portal.E008"]),
    ({"PORTAL_FIELD_KEYS": {"1": "ab" * 32, "01": "ef" * 32}}, ["portal.E008"]),
    ({"PORTAL_FIELD_KEYS": ["ab" * 32]}, ["portal.E008"]),
    ({"PORTAL_INDEX_KEY": ""}, ["portal.E008"]),
    ({"PORTAL_INDEX_KEY": "ab" * 32}, ["portal.E009"]),
    ({"PORTAL_FIELD_KEYS": DEMONSTRATION["PORTAL_FIELD_KEYS"]}, ["portal.E010"]),
    ({"PORTAL_INDEX_KEY": DEMONSTRATION["PORTAL_INDEX_KEY"]}, ["portal.E010"]),
    ({"CSRF_TRUSTED_ORIGINS": ["http://portal.example.cn"]}, ["portal.E011"]),
    ({"PORTAL_EMBEDDED_ENGINES": ["redis"], "PORTAL_ENGINES_DURABLE": True}, ["portal.W001"]),
    ({"PORTAL_EMBEDDED_ENGINES": ["redis"], "PORTAL_ENGINES_DURABLE": False}, ["portal.E012", "portal.W001"]),
]


@pytest.mark.parametrize(("changed", "expected"), CASES, ids=[str(next(iter(c), "sound")) for c, _ in CASES])
def test_production_refuses(changed: dict[str, Any], expected: list[str]) -> None:
    with override_settings(**SOUND | changed):
        assert [message.id for message in contradictions()] == expected


def test_the_demonstration_may_do_what_production_may_not() -> None:
    with override_settings(PORTAL_ENV="demonstration"):
        assert contradictions() == []


def test_no_message_shows_a_key() -> None:
    with override_settings(**SOUND | {"PORTAL_FIELD_KEYS": {"1": "feedface"}, "PORTAL_INDEX_KEY": "c0ffee"}):
        said = " ".join(message.msg for message in contradictions())
    assert "PORTAL_FIELD_KEYS[1] must be" in said
    assert "feedface" not in said
    assert "c0ffee" not in said


def test_a_process_that_serves_does_not_start_on_an_error_but_on_a_warning() -> None:
    with (
        override_settings(**SOUND | {"DEBUG": True, "ALLOWED_HOSTS": ["*"]}),
        pytest.raises(ImproperlyConfigured, match=r"(?s)portal\.E003.*portal\.E007"),
    ):
        refuse_contradictions()
    with override_settings(**SOUND | {"PORTAL_EMBEDDED_ENGINES": ["redis"], "PORTAL_ENGINES_DURABLE": True}):
        refuse_contradictions()


def _check(**environment: str) -> subprocess.CompletedProcess[str]:
    kept = os.environ | {"DJANGO_SETTINGS_MODULE": "services_portal.settings"} | environment
    command = [sys.executable, "manage.py", "check"]
    return subprocess.run(command, cwd=ROOT, env=kept, capture_output=True, text=True, check=False)


def test_production_by_environment_alone_is_stopped_with_every_reason() -> None:
    done = _check(PORTAL_ENV="production", PORTAL_DEBUG="1", PORTAL_ALLOWED_HOSTS="*")
    assert done.returncode == 1
    for number in ("E002", "E003", "E007", "E010"):
        assert f"(portal.{number})" in done.stderr
    for number in ("E004", "E006"):
        assert f"(portal.{number})" not in done.stderr


def test_a_secret_given_twice_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("x" * 50)
    done = _check(PORTAL_SECRET_KEY="y" * 50, PORTAL_SECRET_KEY_FILE=str(tmp_path / "secret"))
    assert done.returncode == 1
    assert "Both PORTAL_SECRET_KEY and PORTAL_SECRET_KEY_FILE are set; keep one of them." in done.stderr
