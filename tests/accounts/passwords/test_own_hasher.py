"""The portal's own passwords: Argon2id, and older ones brought to it when their owner signs in."""

from __future__ import annotations

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher, identify_hasher, make_password

from accounts.models import User
from accounts.passwords.own_hasher import OwnArgon2Hasher
from services_portal.settings.accounts import PASSWORD_HASHERS

PASSWORD = "harbour-bridge-47"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def real_hashers(settings) -> None:
    settings.PASSWORD_HASHERS = PASSWORD_HASHERS


def kept(user: User) -> tuple[str, dict]:
    user.refresh_from_db()
    hasher = identify_hasher(user.password)
    return hasher.algorithm, hasher.decode(user.password)


def test_a_new_password_is_kept_in_argon2id(client) -> None:
    algorithm, found = kept(User.objects.create_user("zhang.wei@example.com", PASSWORD))
    assert (algorithm, found["variety"]) == ("argon2", "argon2id")
    assert (found["memory_cost"], found["time_cost"], found["parallelism"]) == (19_456, 2, 1)


def test_an_older_password_is_rehashed_when_its_owner_signs_in(client) -> None:
    user = User.objects.create_user("zhang.wei@example.com")
    for older in (make_password(PASSWORD, hasher="pbkdf2_sha256"), Argon2PasswordHasher().encode(PASSWORD, "a" * 22)):
        User.objects.filter(pk=user.pk).update(password=older)

        assert not client.login(email=user.email, password="not-the-password-1")
        user.refresh_from_db()
        assert user.password == older

        assert client.login(email=user.email, password=PASSWORD)
        algorithm, found = kept(user)
        assert (algorithm, found["memory_cost"]) == ("argon2", OwnArgon2Hasher.memory_cost)
        client.logout()
        assert client.login(email=user.email, password=PASSWORD)
