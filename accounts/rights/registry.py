"""What every app holds about a person, why, for how long, and what becomes of it when he leaves.

Each app declares its own when it starts, as with :mod:`accounts.merging.pointers`. A model that points at a person, or
holds something encrypted, and declares nothing stops the start; so does a column of which nobody says whether the
person is shown it. See :func:`wrong_declarations` and ``accounts.checks``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.rights.laws import Provision
from services_portal.kernel.crypto import EncryptedField

Words = str | Promise


class Group(models.TextChoices):
    """Under which heading the person finds it."""

    IDENTITY = "identity", _("Who you are")
    PROFILE = "profile", _("Your profile")
    SIGN_IN = "sign_in", _("How you sign in")
    ELSEWHERE = "elsewhere", _("Your other accounts and apps")
    TRACES = "traces", _("Records of what was done")


class Unshown(models.TextChoices):
    """Why a column is not shown."""

    KEYED = "keyed", _("a keyed hash, from which nothing can be read")
    SECRET = "secret", _("a secret that protects your account")
    MARK = "mark", _("an inner mark of the system, which says nothing of you")
    COPY = "copy", _("a copy of what is shown here, encrypted")
    OTHERS = "others", _("speaks of somebody else")


class CorrectedBy(models.TextChoices):
    """Who corrects it."""

    PERSON = "person", _("you, on your own page")
    PROOF = "proof", _("you, by proving anew who you are, or a clerk at a window with your document")
    CITY = "city", _("the city that it came from; ask it here")
    NOBODY = "nobody", _("nobody: it records what happened")


class OnErasure(models.TextChoices):
    """What becomes of it when the person closes his account."""

    DELETED = "deleted", _("deleted")
    EMPTIED = "emptied", _("what says who you are is deleted; an empty number remains")
    SET_ASIDE = "set_aside", _("cut from your account, sealed and kept as a law demands, then deleted")
    KEPT = "kept", _("kept as a law demands; it names nobody")


class Why(StrEnum):
    """Why a model that points at a person declares no personal data."""

    LIBRARY = "a library's own table, which stays empty here"
    STAFF = "configuration, written by staff"
    KEYS = "a key of the portal"
    MESSAGES = "messages of the demonstration, gone after a day"


@dataclass(frozen=True)
class Extra:
    """Something that is shown of a row beside its columns: its name, what it is called, and how it is read."""

    name: str
    label: Words
    read: Callable[[Any], str]


@dataclass(frozen=True)
class PersonalData:
    """What one model holds about a person.

    ``paths`` are the lookups by which its rows point at him (``rows`` finds them where there is no foreign key).
    ``shown`` are the columns that he sees whole, ``unshown`` the others with the reason; ``labels`` name columns whose
    own name is a library's or says too little, ``texts`` say a column's codes in words, ``extras`` are read out of an
    unshown column. ``retention`` says until when a row is kept, ``days`` how many days that is where it is so many.
    ``emptied`` is what an emptied row takes, ``kept_days`` how long what is set aside stays.
    """

    model_label: str
    paths: tuple[str, ...]
    group: Group
    title: Words
    purpose: Words
    basis: Provision
    retention: Words
    shown: tuple[str, ...]
    corrected_by: CorrectedBy
    on_erasure: OnErasure
    unshown: Mapping[str, Unshown] = field(default_factory=dict)
    labels: Mapping[str, Words] = field(default_factory=dict)
    texts: Mapping[str, Callable[[Any], Words]] = field(default_factory=dict)
    extras: tuple[Extra, ...] = ()
    days: int | None = None
    law: Provision | None = None
    emptied: Mapping[str, Any] = field(default_factory=dict)
    kept_days: int = 0
    rows: Callable[[Sequence[UUID]], QuerySet[Any]] | None = None

    @property
    def model(self) -> type[models.Model]:
        """The model."""
        return apps.get_model(self.model_label)

    def rows_of(self, people: Sequence[UUID]) -> QuerySet[Any]:
        """Return the rows about ``people`` (accounts of one person), the oldest first."""
        if self.rows is not None:
            return self.rows(people)
        found = Q()
        for path in self.paths:
            found |= Q(**{f"{path}__in": people})
        related = [name for name in self.shown if self.model._meta.get_field(name).is_relation]
        return self.model._base_manager.filter(found).select_related(*related).order_by("pk")


_DECLARED: Final[dict[str, PersonalData]] = {}
_NOTHING: Final[dict[str, Why]] = {}


def declare_personal_data(model_label: str, **facts: Any) -> PersonalData:
    """Declare what ``model_label`` (``app.Model``) holds about a person; see :class:`PersonalData`.

    Raises ValueError when it is declared already, when what is kept names no law, or when what is emptied, or set
    aside, does not say with what, or for how long.
    """
    data = PersonalData(model_label, **facts)
    if model_label in _DECLARED or model_label in _NOTHING:
        raise ValueError(f"{model_label} is declared twice")
    if (data.on_erasure in (OnErasure.KEPT, OnErasure.SET_ASIDE)) != (data.law is not None):
        raise ValueError(f"{model_label}: what is kept names the law, and nothing else does")
    if (data.on_erasure is OnErasure.SET_ASIDE) != bool(data.kept_days):
        raise ValueError(f"{model_label}: what is set aside says for how many days, and nothing else does")
    if (data.on_erasure is OnErasure.EMPTIED) != bool(data.emptied):
        raise ValueError(f"{model_label}: what is emptied says with what, and nothing else does")
    _DECLARED[model_label] = data
    return data


def declare_nothing_personal(model_label: str, why: Why) -> None:
    """Declare that ``model_label`` points at a person, or holds something encrypted, and yet tells nothing of one."""
    if model_label in _DECLARED or model_label in _NOTHING:
        raise ValueError(f"{model_label} is declared twice")
    _NOTHING[model_label] = why


def personal_data() -> Iterator[PersonalData]:
    """Yield all that is declared, by group, in the order of declaration."""
    order = list(Group)
    return iter(sorted(_DECLARED.values(), key=lambda each: order.index(each.group)))


def data_named(model_label: str) -> PersonalData:
    """Return what is declared of ``model_label``. Raises KeyError."""
    return _DECLARED[model_label]


def title_of(model_label: str) -> str:
    """Return what a kind of record is called; what is declared no longer by its label."""
    return str(_DECLARED[model_label].title) if model_label in _DECLARED else model_label


def nothing_personal() -> Mapping[str, Why]:
    """Return the models that were declared to tell nothing of a person, with the reason."""
    return dict(_NOTHING)


def wrong_declarations(
    found: Iterable[type[models.Model]], declared: Iterable[PersonalData], nothing: Mapping[str, Why]
) -> list[str]:
    """Return what is wrong, a sentence each: models and columns of which nobody says what they hold."""
    known = {data.model_label: data for data in declared}
    wrong: list[str] = []
    there = {model._meta.label: model for model in found if model._meta.managed and not model._meta.proxy}
    for label, model in there.items():
        ways = _ways_to_people(model, set(known))
        if label in known:
            wrong += _wrong_columns(known[label], model)
            wrong += _forgotten_paths(known[label], model)
        elif ways and label not in nothing:
            wrong.append(f"{label} tells of a person ({ways[0]}), and nobody says what it holds and why.")
    wrong += [f"{label} is declared, but there is no such model." for label in (set(known) | set(nothing)) - set(there)]
    return sorted(wrong)


def _ways_to_people(model: type[models.Model], known: set[str]) -> list[str]:
    """Return the columns by which a model can tell of a person: pointers at one or at what tells of one; encrypted."""
    telling = {settings.AUTH_USER_MODEL, *known}
    ways = []
    for each in model._meta.local_fields:
        target = each.remote_field and each.remote_field.model
        points = isinstance(target, type) and target._meta.label in telling
        if points or isinstance(each, EncryptedField):
            ways.append(each.name)
    return ways


def _wrong_columns(data: PersonalData, model: type[models.Model]) -> Iterator[str]:
    own = {each.name for each in model._meta.local_fields if not each.primary_key}
    spoken = [*data.shown, *data.unshown]
    pointers = {path.split("__")[0] for path in data.paths}
    for name in sorted(own - set(spoken) - pointers):
        yield f"{data.model_label}.{name}: nobody says whether the person is shown it."
    for name in sorted({*spoken, *data.emptied, *data.labels, *data.texts}):
        try:
            model._meta.get_field(name)
        except FieldDoesNotExist:
            yield f"{data.model_label} speaks of {name}, which is no field."
    for name in sorted(set(data.shown) & set(data.unshown)):
        yield f"{data.model_label}.{name} is both shown and not."


def _forgotten_paths(data: PersonalData, model: type[models.Model]) -> Iterator[str]:
    pointers = {path.split("__")[0] for path in data.paths}
    for each in model._meta.local_fields:
        target = each.remote_field and each.remote_field.model
        if not isinstance(target, type) or target._meta.label != settings.AUTH_USER_MODEL:
            continue
        if each.name not in {*pointers, *data.unshown}:
            yield f"{data.model_label}.{each.name} points at a person, and no path leads over it."
