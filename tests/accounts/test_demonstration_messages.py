from __future__ import annotations

from io import StringIO

import pytest
from django.core.mail import EmailMessage
from django.core.management import CommandError, call_command

from accounts.keeping import KeepingEmailBackend, keep_message
from accounts.models import Channel

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def kept() -> None:
    keep_message(channel=Channel.SMS, address="+8613812345678", text="code 111111 <script>")
    letter = EmailMessage("Your code", "222222", to=["li.na@example.com", "copy@example.com"])
    assert KeepingEmailBackend().send_messages([letter]) == 1


def test_the_page_shows_what_was_kept_with_numbers_masked(client) -> None:
    page = client.get("/demonstration/messages/", headers={"Accept-Language": "en"})
    text = page.content.decode()
    assert (page.status_code, "no-store" in page["Cache-Control"]) == (200, True)
    assert "138****5678" in text and "13812345678" not in text
    assert "code 111111 &lt;script&gt;" in text and text.count("222222") == 2


def test_outside_a_demonstration_there_is_no_page(client, settings) -> None:
    settings.PORTAL_DEMONSTRATION = False
    assert client.get("/demonstration/messages/").status_code == 404


@pytest.mark.parametrize(
    ("address", "text"),
    [(["138 1234 5678"], "code 111111 <script>\n"), (["Li.Na@example.com"], "Your code\n\n222222\n")],
)
def test_the_command_prints_the_newest(address, text) -> None:
    out = StringIO()
    call_command("sms_last", *address, stdout=out)
    assert out.getvalue() == text


def test_the_command_fails_where_there_is_none(settings) -> None:
    with pytest.raises(CommandError, match="No message"):
        call_command("sms_last", "nobody@example.com")
    settings.PORTAL_DEMONSTRATION = False
    with pytest.raises(CommandError, match="No message"):
        call_command("sms_last")
