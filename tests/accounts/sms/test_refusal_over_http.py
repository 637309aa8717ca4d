from __future__ import annotations

import pytest

from accounts.models import Identifier, KeptMessage

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_code_that_cannot_be_sent_is_a_problem_and_no_account_opens(app, settings) -> None:
    settings.PORTAL_SMS_GATEWAY = "disabled"
    answer = app.call("POST", "/auth/signup", {"phone": "+8613812345678"})
    assert (answer.status_code, answer.headers["Content-Type"]) == (503, "application/problem+json")
    assert answer.json()["code"] == "sms_not_sent"
    assert not Identifier.objects.proved().exists()
    assert not KeptMessage.objects.exists()
