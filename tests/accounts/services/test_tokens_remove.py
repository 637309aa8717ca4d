from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from allauth.idp.oidc.models import Token

from accounts.models import SpentRefreshToken
from accounts.services import tokens_remove
from accounts.tasks import remove_expired_tokens
from services_portal.kernel import clock
from tests.accounts.identity.relying_party import make_client
from tests.factories.staff import make_user

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


def make(now) -> None:
    client, user = make_client(), make_user()
    for number, moment in enumerate((now - SECOND, now, now + SECOND)):
        Token.objects.create(type="at", hash=str(number), client=client, user=user, expires_at=moment)
        SpentRefreshToken.objects.create(digest=str(number), grant=uuid4(), client=client, user=user, good_until=moment)


def test_what_has_expired_goes_and_the_rest_stays() -> None:
    with clock.frozen(clock.now()) as now:
        make(now)
        assert tokens_remove() == 4
    assert list(Token.objects.values_list("hash", flat=True)) == ["2"]
    assert list(SpentRefreshToken.objects.values_list("digest", flat=True)) == ["2"]


def test_many_go_in_several_transactions() -> None:
    with clock.frozen(clock.now()) as now:
        make(now)
        assert tokens_remove(at_once=1) == 4
        remove_expired_tokens()
        assert Token.objects.count() == 1
