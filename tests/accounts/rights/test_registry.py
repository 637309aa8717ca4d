"""Of all that tells of a person it is declared what it holds; what is forgotten stops the start."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.core.checks import run_checks
from django.db import models
from django.test.utils import isolate_apps
from django.utils import translation

from accounts.models import Resident, User
from accounts.rights.laws import DUTY, RECORDS
from accounts.rights.registry import (
    CorrectedBy,
    Group,
    OnErasure,
    PersonalData,
    Unshown,
    Why,
    declare_nothing_personal,
    declare_personal_data,
    nothing_personal,
    personal_data,
    wrong_declarations,
)
from services_portal.kernel.crypto import EncryptedTextField

FACTS = {
    "paths": ("user",),
    "group": Group.PROFILE,
    "title": "",
    "purpose": "",
    "basis": DUTY,
    "retention": "",
    "shown": (),
    "corrected_by": CorrectedBy.NOBODY,
    "on_erasure": OnErasure.DELETED,
}


def test_all_that_tells_of_a_person_is_declared() -> None:
    found = apps.get_models(include_auto_created=True)
    assert wrong_declarations(found, personal_data(), nothing_personal()) == []
    assert [each for each in run_checks() if each.id == "accounts.E009"] == []


@isolate_apps("accounts")
def test_what_nobody_declared_is_told() -> None:
    class Case(models.Model):
        applicant = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

        class Meta:
            app_label = "accounts"

    class Note(models.Model):
        of = models.ForeignKey(Resident, on_delete=models.CASCADE, related_name="+")

        class Meta:
            app_label = "accounts"

    class Letter(models.Model):
        text = EncryptedTextField()

        class Meta:
            app_label = "accounts"

    known = [data.model for data in personal_data()] + [apps.get_model(label) for label in nothing_personal()]
    assert wrong_declarations([*known, Case, Note, Letter], personal_data(), nothing_personal()) == [
        "accounts.Case tells of a person (applicant), and nobody says what it holds and why.",
        "accounts.Letter tells of a person (text), and nobody says what it holds and why.",
        "accounts.Note tells of a person (of), and nobody says what it holds and why.",
    ]


def test_a_column_of_which_nobody_speaks_is_told() -> None:
    shown = ("display_name", "home_region", "home_city", "current_region", "current_city", "language", "large_text")
    unshown = {"created_at": Unshown.MARK, "nonsense": Unshown.MARK, "language": Unshown.MARK}
    data = PersonalData("accounts.Resident", **{**FACTS, "paths": (), "shown": shown, "unshown": unshown})
    assert wrong_declarations([Resident], [data], {}) == [
        "accounts.Resident speaks of nonsense, which is no field.",
        "accounts.Resident.language is both shown and not.",
        "accounts.Resident.updated_at: nobody says whether the person is shown it.",
        "accounts.Resident.user points at a person, and no path leads over it.",
        "accounts.Resident.user: nobody says whether the person is shown it.",
    ]


def test_what_is_declared_and_not_there_is_told() -> None:
    gone = PersonalData("accounts.Gone", **FACTS)
    assert wrong_declarations([], [gone], {"accounts.Lost": Why.KEYS}) == [
        "accounts.Gone is declared, but there is no such model.",
        "accounts.Lost is declared, but there is no such model.",
    ]


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"on_erasure": OnErasure.KEPT}, "names the law"),
        ({"law": RECORDS}, "names the law"),
        ({"on_erasure": OnErasure.SET_ASIDE, "law": RECORDS}, "how many days"),
        ({"kept_days": 1}, "how many days"),
        ({"on_erasure": OnErasure.EMPTIED}, "with what"),
        ({"emptied": {"email": None}}, "with what"),
    ],
)
def test_a_declaration_that_contradicts_itself_is_refused(facts: dict[str, object], said: str) -> None:
    before = list(personal_data())
    with pytest.raises(ValueError, match=said):
        declare_personal_data("accounts.Anything", **{**FACTS, **facts})
    assert list(personal_data()) == before


def test_nothing_is_declared_twice() -> None:
    with pytest.raises(ValueError, match="is declared twice"):
        declare_personal_data("accounts.Resident", **FACTS)
    with pytest.raises(ValueError, match="is declared twice"):
        declare_nothing_personal("accounts.Resident", Why.STAFF)
    with pytest.raises(ValueError, match="is declared twice"):
        declare_personal_data("accounts.SigningKey", **FACTS)


def test_all_of_it_is_said_in_both_languages() -> None:
    for data in personal_data():
        for words in (data.title, data.purpose, data.retention, data.basis.where, data.basis.says):
            said = {}
            for language in ("en", "zh-hans"):
                with translation.override(language):
                    said[language] = str(words)
            assert said["en"].isascii() and not said["zh-hans"].isascii(), (data.model_label, said)
