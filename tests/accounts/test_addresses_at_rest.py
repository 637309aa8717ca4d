"""Addresses are tokens in both tables, and are asked as they were: by the whole address."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import serializers
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.db.models import Case, F, OuterRef, QuerySet, Subquery, Value, When

from accounts.models import User
from accounts.selectors import actor_of
from accounts.services import resident_register
from services_portal.kernel.crypto import key_id_of

pytestmark = pytest.mark.django_db

ADDRESS, OTHER = "li.na@example.com", "zhang.wei@example.com"
OLD = {"1": "5e" * 32}
TURNED = {"2": "22" * 32, **OLD}


@pytest.fixture
def user() -> User:
    return User.objects.create_user("Li.Na@Example.com")


@pytest.fixture
def address(user) -> EmailAddress:
    return EmailAddress.objects.create(user=user, email=ADDRESS, verified=True, primary=True)


def _tokens(model: Any) -> list[bytes]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT email FROM {model._meta.db_table} WHERE email IS NOT NULL ORDER BY id")  # noqa: S608
        return [bytes(row[0]) for row in cursor.fetchall()]


@pytest.mark.parametrize("model", [User, EmailAddress])
def test_the_whole_address_finds_it_however_it_is_written(address, model) -> None:
    User.objects.create_user(OTHER)
    rows = model.objects
    assert [rows.get(**said).email for said in ({"email": ADDRESS}, {"email": "LI.NA@example.com"})] == [ADDRESS] * 2
    assert rows.filter(email__in=[ADDRESS.upper(), "nobody@example.com", None]).count() == 1
    assert rows.filter(email__in=[]).count() == 0
    assert rows.filter(email="li.na@example").count() == rows.filter(email="").count() == 0
    assert rows.exclude(email=ADDRESS).filter(email=ADDRESS).count() == 0
    assert list(rows.filter(email=ADDRESS).values_list("email", flat=True)) == [ADDRESS]
    assert b"li" not in _tokens(model)[0]


def test_two_columns_have_no_token_in_common(address) -> None:
    assert _tokens(User)[0][2:] != _tokens(EmailAddress)[0][2:]
    assert address.user.emailaddress_set.filter(user__email=ADDRESS, email=ADDRESS).exists()


def test_no_address_is_null(user) -> None:
    none = User.objects.create_user("")
    assert list(User.objects.filter(email=None)) == list(User.objects.filter(email__isnull=True)) == [none]
    assert list(User.objects.exclude(email=None)) == [user]
    assert list(User.objects.exclude(email=ADDRESS)) == [none]


def test_rows_are_written_in_every_way(user) -> None:
    User.objects.filter(pk=user.pk).update(email="First@example.com")
    user.refresh_from_db()
    assert user.email == "first@example.com"
    user.email = "second@example.com"
    User.objects.bulk_update([user], ["email"])
    assert User.objects.get(email="second@example.com") == user
    chosen = Case(When(pk=user.pk, then=Value("third@example.com", User._meta.get_field("email"))))
    User.objects.update(email=chosen)
    assert User.objects.get(email="third@example.com") == user
    assert User.objects.update_or_create(email="Third@example.com", defaults={"is_staff": True}) == (user, False)
    User.objects.bulk_create([User(email=f"{number}@example.com") for number in range(3)])
    assert User.objects.filter(email__in=["0@example.com", "2@example.com", "third@example.com"]).count() == 3


@pytest.mark.parametrize(
    "ask",
    [
        lambda rows: rows.filter(email__iexact=ADDRESS),
        lambda rows: rows.filter(email__contains="li"),
        lambda rows: rows.filter(email__startswith="li"),
        lambda rows: rows.filter(email__regex="."),
        lambda rows: rows.filter(email__gt="a"),
        lambda rows: rows.filter(email__in=ADDRESS),
        lambda rows: rows.filter(email=F("password")),
        lambda rows: rows.filter(email__in=EmailAddress.objects.values("email")),
        lambda rows: rows.filter(email=Subquery(EmailAddress.objects.filter(user=OuterRef("pk")).values("email"))),
    ],
)
def test_what_a_token_cannot_answer_is_refused(ask: Callable[[QuerySet[Any]], QuerySet[Any]]) -> None:
    with pytest.raises(TypeError, match="encrypted"):
        ask(User.objects.all()).exists()


def test_what_was_unique_is_so_still(address) -> None:
    other = User.objects.create_user(OTHER)
    twice: list[Callable[[], Any]] = [
        lambda: User.objects.create_user(ADDRESS.upper()),
        lambda: EmailAddress.objects.create(user=other, email=ADDRESS, verified=True),
        lambda: EmailAddress.objects.create(user=address.user, email=ADDRESS),
    ]
    for write in twice:
        with pytest.raises(IntegrityError) as told, transaction.atomic():
            write()
        assert "already exists" in str(told.value) and ADDRESS not in str(told.value)
    with pytest.raises(ValidationError) as said:
        User(email=ADDRESS, password="!").full_clean()
    assert [error.code for error in said.value.error_dict["email"]] == ["unique"]
    assert EmailAddress.objects.create(user=other, email=ADDRESS).can_set_verified() is False


def test_rows_under_a_former_key_are_found_and_written_under_the_new_one(settings, address) -> None:
    settings.PORTAL_FIELD_KEYS = TURNED
    user = User.objects.get(email=ADDRESS)
    assert EmailAddress.objects.get(email__in=[ADDRESS]).email == ADDRESS
    with pytest.raises(ValidationError):
        User(email=ADDRESS, password="!").full_clean()
    user.save()
    assert ([key_id_of(token) for token in _tokens(User)], key_id_of(_tokens(EmailAddress)[0])) == ([2], 1)
    settings.PORTAL_FIELD_KEYS = {"2": TURNED["2"]}
    assert User.objects.get(email=ADDRESS) == user
    assert not EmailAddress.objects.filter(email=ADDRESS).exists()


@pytest.mark.parametrize("keys", [OLD, TURNED])
@pytest.mark.parametrize("model", [User, EmailAddress])
def test_an_index_answers(settings, keys, model) -> None:
    settings.PORTAL_FIELD_KEYS = keys
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    plan = model.objects.filter(email=ADDRESS).explain()
    assert "Index Cond: (email = " in plan and f"{model._meta.db_table}_email_" in plan, plan


def test_nothing_of_it_is_in_a_dump_or_a_repr(user, address) -> None:
    resident = resident_register(user=user, display_name="张伟")
    rows = [user, address, resident]
    assert [word for word in (ADDRESS, "张伟") if word in serializers.serialize("json", rows)] == []
    assert [word for word in (ADDRESS, "张伟") if word in repr([*rows, actor_of(user), User.objects.all()])] == []
    assert repr(user) == f"<User: {user.pk}>" and repr(address) == f"<EmailAddress: {address.pk}>"
    assert user.get_email_field_name() == "email" and user.get_username() == ADDRESS


def test_a_superuser_is_made_at_the_command_line_once(monkeypatch) -> None:
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "harbour-bridge-47")
    call_command("createsuperuser", email="Boss@example.com", interactive=False, verbosity=0)
    made = User.objects.get_by_natural_key("boss@example.com")
    assert made.is_superuser and made.check_password("harbour-bridge-47")
    with pytest.raises(CommandError):
        call_command("createsuperuser", email="boss@example.com", interactive=False, verbosity=0)
    assert User.objects.count() == 1
