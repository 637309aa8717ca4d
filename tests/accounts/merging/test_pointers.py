"""All that points at a person is declared, and one that is forgotten stops the start."""

import pytest
from django.apps import apps
from django.core.checks import run_checks
from django.db import models
from django.test.utils import isolate_apps

from accounts.merging.pointers import OnMerge, Pointer, declare_pointer, pointers, wrong_pointers
from accounts.models import User


def test_of_all_that_points_at_a_person_it_is_said_what_becomes_of_it() -> None:
    assert wrong_pointers(apps.get_models(include_auto_created=True), pointers()) == []
    assert [each for each in run_checks() if each.id == "accounts.E008"] == []


@isolate_apps("accounts")
def test_one_that_nobody_declared_is_told() -> None:
    class Case(models.Model):
        applicant = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

        class Meta:
            app_label = "accounts"

    known = [pointer.model for pointer in pointers()]
    assert wrong_pointers([*known, Case], pointers()) == [
        "accounts.Case.applicant points at a person, and nobody says what becomes of it in a merge."
    ]


def test_a_declaration_of_what_is_not_there_is_told() -> None:
    empty = Pointer("accounts.Resident", "display_name", OnMerge.STAYS)
    assert wrong_pointers([User], [empty]) == [
        "accounts.Resident.display_name is declared, but there is no such pointer at a person."
    ]


def test_a_reset_of_no_field_is_told() -> None:
    wrong = Pointer("accounts.Resident", "user", OnMerge.MOVES, {"primary": False})
    assert wrong_pointers([apps.get_model("accounts.Resident")], [wrong]) == [
        "accounts.Resident.user resets primary, which is no field."
    ]


@isolate_apps("accounts")
def test_a_moving_row_that_is_unique_by_an_expression_is_told() -> None:
    class Nickname(models.Model):
        user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
        text = models.TextField()

        class Meta:
            app_label = "accounts"
            constraints = [
                models.UniqueConstraint("user", models.functions.Lower("text"), name="nickname_once"),
                models.UniqueConstraint(models.functions.Lower("text"), name="nickname_of_nobody_else"),
            ]

    class Declared(Pointer):
        model = Nickname  # type: ignore[assignment]

    moving = Declared("accounts.Nickname", "user", OnMerge.MOVES)
    assert wrong_pointers([Nickname], [moving]) == [
        "accounts.Nickname.user moves, but nickname_once is unique by an expression."
    ]


def test_nothing_is_declared_twice_and_what_stays_resets_nothing() -> None:
    before = list(pointers())
    with pytest.raises(ValueError, match="is declared twice"):
        declare_pointer("accounts.Resident", "user", OnMerge.STAYS)
    with pytest.raises(ValueError, match="does not move"):
        declare_pointer("accounts.Anything", "user", OnMerge.STAYS, resets={"primary": False})
    assert list(pointers()) == before
