from __future__ import annotations

from datetime import timedelta

import pytest

from accounts.models import KeptMessage
from accounts.sms import Sms, gateways, send_sms
from services_portal.kernel import clock
from services_portal.kernel.errors import DomainError
from services_portal.kernel.registry import PluginOptionsError
from tests.accounts.inbox import messages_to

PHONE = "+8613812345678"


def test_those_that_come_with_the_portal_say_how_they_are(db) -> None:
    names = [gateway.name for gateway in gateways]
    assert names == ["console", "disabled", "outbox"]
    assert [gateways.get(name).check(gateways.options(name, {})).ok for name in names] == [True, False, True]
    assert [gateways.get(name).demonstration for name in names] == [True, False, True]


def test_the_console_prints_the_text_and_hides_the_number(settings, capsys) -> None:
    settings.PORTAL_SMS_GATEWAY, settings.PORTAL_SMS_OPTIONS = "console", {"stream": "stderr"}
    send_sms(phone=PHONE, text="code 123456")
    assert capsys.readouterr() == ("", "SMS 138****5678: code 123456\n")


def test_the_outbox_keeps_messages_for_their_time(db, settings) -> None:
    settings.PORTAL_SMS_GATEWAY, settings.PORTAL_SMS_OPTIONS = "outbox", {"keep_hours": 2}
    send_sms(phone=PHONE, text="old")
    KeptMessage.objects.update(created_at=clock.now() - timedelta(hours=3))
    send_sms(phone=PHONE, text="first")
    send_sms(phone=PHONE, text="second")
    assert messages_to(PHONE) == ["second", "first"]


def test_without_a_gateway_sending_is_refused_openly(settings, caplog) -> None:
    settings.PORTAL_SMS_GATEWAY = "disabled"
    with pytest.raises(DomainError) as refusal:
        send_sms(phone=PHONE, text="code 123456")
    assert (refusal.value.code, refusal.value.error.status, refusal.value.headers) == ("sms_not_sent", 503, {})
    assert "13812345678" not in caplog.text and "123456" not in caplog.text


def test_options_that_do_not_fit_are_refused() -> None:
    with pytest.raises(PluginOptionsError, match="stream"):
        gateways.options("console", {"stream": "printer"})
    with pytest.raises(PluginOptionsError, match="takes no options"):
        gateways.options("disabled", {"key": "x"})


def test_a_message_shows_neither_number_nor_text() -> None:
    assert repr(Sms(PHONE, "code 123456")) == "Sms()"
