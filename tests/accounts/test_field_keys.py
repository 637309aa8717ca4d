"""Everything encrypted comes under the new key, and the former one can go."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import decrypt, encrypt
from django.core.management import CommandError, call_command

from accounts.models import Identifier, User
from services_portal.kernel.crypto import DecryptionError
from services_portal.kernel.models import AuditEntry
from tests.accounts.rights.people import somebody
from tests.accounts.rights.searching import where

pytestmark = pytest.mark.django_db
OLD = {"1": "5e" * 32}
NEW = {"2": "22" * 32}
SECRET = "JBSWY3DPEHPK3PXP"


@pytest.fixture
def his(places) -> dict[str, str]:
    user, planted = somebody("one", number="11010519491231002X", phone="+8613800138000")
    Authenticator.objects.create(user=user, type="totp", data={"secret": encrypt(SECRET)})
    Authenticator.objects.create(user=user, type="recovery_codes", data={"seed": encrypt("seed"), "used_mask": 3})
    User.objects.create_user(None)
    return planted


def listed(capsys, *arguments: str) -> dict[tuple[str, str], int]:
    try:
        call_command("field_keys", *arguments)
    finally:
        lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    return {(name, key): int(number) for name, key, number in lines}


def test_everything_comes_under_the_new_key_and_opens_without_the_former(his, settings, capsys) -> None:
    settings.PORTAL_FIELD_KEYS = OLD
    before = listed(capsys)
    places = where(his.values())
    assert {key for _name, key in before} == {"1"}
    assert before["accounts.User.email", "1"] == 1 and before["account.EmailAddress.email", "1"] == 2
    assert before["accounts.Identifier.value", "1"] == Identifier.objects.count()
    assert before["mfa.Authenticator.data", "1"] == 2
    written = list(Identifier.objects.order_by("pk").values())

    settings.PORTAL_FIELD_KEYS = {**NEW, **OLD}
    assert listed(capsys) == before
    assert listed(capsys, "--renew") == {(name, "2"): number for (name, _key), number in before.items()}
    noted = AuditEntry.objects.filter(action="kernel.field_keys.renew").values_list("subject_id", "detail")
    assert dict(noted) == {name: {"key": 2, "values": number} for (name, _key), number in before.items()}

    settings.PORTAL_FIELD_KEYS = NEW
    assert where(his.values()) == places
    assert list(Identifier.objects.order_by("pk").values()) == written
    assert User.objects.get(email="one@example.com").emailaddress_set.count() == 2
    totp, codes = (Authenticator.objects.get(type=kind).data for kind in ("totp", "recovery_codes"))
    assert (decrypt(totp["secret"]), decrypt(codes["seed"]), codes["used_mask"]) == (SECRET, "seed", 3)
    assert listed(capsys, "--renew") == listed(capsys)
    assert noted.count() == len(before)


def test_what_was_taken_a_second_time_meanwhile_is_named_and_stays(his, settings, capsys) -> None:
    first = User.objects.get(email="one@example.com")
    others = [User.objects.create_user(f"{number}@example.com") for number in range(5)]
    settings.PORTAL_FIELD_KEYS = NEW
    second = User.objects.create_user("one@example.com")
    settings.PORTAL_FIELD_KEYS = {**NEW, **OLD}
    with pytest.raises(CommandError, match=rf"already: accounts\.User\.email {first.pk}$"):
        listed(capsys, "--renew")
    assert listed(capsys)["accounts.User.email", "1"] == 1
    assert list(User.objects.filter(email="one@example.com").order_by("pk")) == [first, second]
    settings.PORTAL_FIELD_KEYS = NEW
    assert User.objects.filter(email__in=[each.email for each in others]).count() == 5
    assert EmailAddress.objects.filter(email="one@example.com").exists()
    with pytest.raises(DecryptionError, match="key 1"):
        first.refresh_from_db()
