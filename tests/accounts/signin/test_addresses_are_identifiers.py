"""allauth keeps the addresses; what it holds as proved is an identifier, after each of its changes."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress

from accounts.identifiers import IdentifierType
from accounts.models import Identifier, User
from tests.accounts.inbox import mailed_code
from tests.accounts.journeys import EMAIL, PASSWORD, sign_out, sign_up_by_email

pytestmark = pytest.mark.django_db(transaction=True)


def found() -> list[tuple[str, str]]:
    return [(held.value, held.release_reason) for held in Identifier.objects.order_by("id")]


def test_an_address_begun_is_none_and_a_proved_one_is(new_app, mailoutbox) -> None:
    app = new_app()
    app.call("POST", "/auth/signup", {"email": EMAIL, "password": PASSWORD})
    assert found() == []
    app.call("POST", "/auth/email/verify", {"key": mailed_code(EMAIL)})
    assert found() == [(EMAIL, "")]
    assert User.objects.known_by(IdentifierType.EMAIL, EMAIL).count() == 1


def test_an_address_added_and_one_taken_away(new_app, mailoutbox) -> None:
    app = new_app()
    sign_up_by_email(app)
    second = "second@example.com"
    app.call("POST", "/account/email", {"email": second})
    app.call("POST", "/auth/email/verify", {"key": mailed_code(second)})
    assert found() == [(EMAIL, ""), (second, "")]
    app.call("PATCH", "/account/email", {"email": second, "primary": True})
    app.call("DELETE", "/account/email", {"email": EMAIL})
    assert found() == [(EMAIL, "removed"), (second, "")]
    assert list(EmailAddress.objects.values_list("email", flat=True)) == [second]


def test_a_step_that_was_cut_off_is_made_up_for_at_the_next_sign_in(new_app, mailoutbox) -> None:
    app = new_app()
    sign_up_by_email(app)
    Identifier.objects.all().delete()
    sign_out(app)
    app.call("POST", "/auth/login", {"email": EMAIL, "password": PASSWORD})
    assert found() == [(EMAIL, "")]
