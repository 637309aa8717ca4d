"""What a city says of a person, and its secret, stand nowhere in the clear; nor does a token of the city, at all."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from django.test import Client

from accounts.models import CityLink, CityProvider
from tests.accounts import planted
from tests.accounts.presence import show
from tests.accounts.upstream.city import SECRET
from tests.accounts.upstream.travel import BACK, leave, new_browser, sign_in
from tests.factories.staff import make_user, signed_in

pytestmark = pytest.mark.django_db
PLANTED = {
    "subject": "subject-planted-7731",
    "old id": "old-id-planted-5519",
    "name": "欧阳植入",
    "resident ID": "11010519491231002X",
    "phone": "13987654321",
    "secret": SECRET,
    "access token": "at-subject-planted-7731",
}


def test_no_planted_value_is_found_anywhere(provider: CityProvider, city: Any, caplog: Any) -> None:
    caplog.set_level(logging.DEBUG)
    sub = PLANTED["subject"]
    city.more[sub] = {
        "old_id": PLANTED["old id"],
        "name": PLANTED["name"],
        "resident_id": PLANTED["resident ID"],
        "phone_number": f"+86{PLANTED['phone']}",
    }
    provider.save()  # as the admin site writes it
    sign_in(new_browser(), city, sub)
    sign_in(new_browser(), city, sub)
    other = make_user()
    there: Client = show(signed_in(other), other)
    answers = [sign_in(there, city, sub)]
    city.claims["nonce"] = "another"
    for browser in (new_browser(), new_browser()):
        answers.append(browser.get(BACK, {**city.let_in(leave(browser), sub), "code": "none"}))
        answers.append(browser.get(BACK, city.let_in(leave(browser), sub)))
    assert [each.status_code for each in answers] == [409, 400, 400, 400, 400]
    assert CityLink.objects.get().subject == sub
    places = {**planted.at_rest(), **planted.logged(caplog), **planted.refused(answers)}
    assert len(places) > 80
    assert planted.found(PLANTED, places) == set()
