"""A mail server that refuses an address says so in words that repeat it; the logs do not."""

from __future__ import annotations

import logging
import socketserver
import threading
from collections.abc import Iterator

import pytest
from django.core import mail
from django.test import Client

from accounts.mailing import MailNotSentError
from tests.accounts import planted
from tests.accounts.journeys import EMAIL, PASSWORD

pytestmark = pytest.mark.django_db
OURS, DJANGO_S = "accounts.mailing.SmtpBackend", "django.core.mail.backends.smtp.EmailBackend"


class Refusing(socketserver.StreamRequestHandler):
    """Speaks SMTP, and refuses from the step that the server names."""

    def handle(self) -> None:
        self._say("220 mx.example.com")
        for line in self.rfile:
            word = line[:4].decode().upper().replace("EHLO", "HELO")
            if word == "QUIT":
                self._say("221 bye")
                return
            refused = word == self.server.refuses  # type: ignore[attr-defined]
            self._say(f"550 5.1.1 <{EMAIL}> unknown here" if refused else "250 fine")

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


@pytest.fixture
def server(settings) -> Iterator[socketserver.TCPServer]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Refusing) as listening:
        settings.EMAIL_HOST, settings.EMAIL_PORT = listening.server_address
        threading.Thread(target=listening.serve_forever, daemon=True).start()
        yield listening
        listening.shutdown()


@pytest.mark.parametrize(("backend", "found"), [(DJANGO_S, True), (OURS, False)])
def test_the_logs_of_a_fault_hold_no_address(server, settings, caplog, backend, found) -> None:
    settings.EMAIL_BACKEND, server.refuses = backend, "RCPT"
    caplog.set_level(logging.DEBUG)
    body = {"email": EMAIL, "password": PASSWORD}
    client = Client(raise_request_exception=False)
    answer = client.post("/_allauth/app/v1/auth/signup", body, content_type="application/json")
    assert answer.status_code == 500 and "RecipientsRefused" in caplog.text
    lines = {"answer": answer.content, "log": caplog.text.encode()}
    assert bool(planted.found({"address": EMAIL}, lines)) is found


@pytest.mark.parametrize(
    ("step", "said"),
    [("HELO", "SMTPHeloError 550"), ("MAIL", "SMTPSenderRefused 550"), ("RCPT", "SMTPRecipientsRefused 550")],
)
def test_what_was_refused_is_said_by_codes(server, settings, step, said) -> None:
    settings.EMAIL_BACKEND, server.refuses = OURS, step
    with pytest.raises(MailNotSentError) as told:
        mail.send_mail("s", "b", None, [EMAIL])
    assert (str(told.value), told.value.__suppress_context__) == (said, True)
