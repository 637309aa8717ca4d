from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress

from accounts.models import User
from accounts.services import abandoned_remove, phone_claim, phone_prove, resident_register
from accounts.tasks import remove_abandoned_accounts
from services_portal.kernel import clock
from services_portal.kernel.models import AuditEntry

pytestmark = pytest.mark.django_db


def begun(name: str, *, days: int = 8, **fields) -> User:
    user = User.objects.create_user(f"{name}@example.com", **fields)
    resident_register(user=user)
    User.objects.filter(pk=user.pk).update(date_joined=clock.now() - timedelta(days=days))
    return user


def test_only_what_was_never_proved_goes() -> None:
    for name in ("never", "claimed", "address", "number"):
        user = begun(name)
        EmailAddress.objects.create(user=user, email=user.email, verified=name == "address", primary=True)
        if name == "claimed":
            phone_claim(user=user, phone="+8613800000001")
        if name == "number":
            phone_prove(user=user, phone="+8613800000002")
    begun("fresh", days=6)
    begun("clerk", is_staff=True)
    begun("used", last_login=clock.now())
    assert abandoned_remove() == 2
    left = {user.email.partition("@")[0] for user in User.objects.all()}
    assert left == {"address", "number", "fresh", "clerk", "used"}
    assert AuditEntry.objects.filter(action="accounts.user.remove_abandoned", actor_type="system").count() == 2


def test_the_daily_task_does_it() -> None:
    begun("never")
    remove_abandoned_accounts.apply()
    assert not User.objects.exists()
