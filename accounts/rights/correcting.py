"""What can be asked to be corrected: what a person cannot change himself, each with its source.

What he changes at once on his own page stays as it is, and a number is proved anew, not corrected. The rest came from a
city's old database, and the city corrects it there, or was written down here when he was proved.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, cast
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.claiming.conditions import facts_of
from accounts.identifiers import IdentifierType, normalise
from accounts.intake.names import comparable
from accounts.models import OldAccount, Proof, User
from accounts.rights.registry import data_named
from accounts.services.proof_record import tell_proved
from cities.models import City

NAME_LENGTH: Final = 100
UNREADABLE: Final = "unreadable"


@dataclass(frozen=True)
class Entry:
    """One entry of a kind of record: what it is called, how it is read, and the one form of what it should say."""

    field: str
    label: str | Promise
    read: Callable[[Any], str]
    form: Callable[[str], str]


@dataclass(frozen=True)
class Correctable:
    """A kind of record (the label of its model). ``city_of`` returns its source, None where that is the portal;
    ``apply`` writes the entry where the record is the portal's, and is None where the source corrects it."""

    kind: str
    entries: tuple[Entry, ...]
    city_of: Callable[[Any], City | None]
    apply: Callable[[Any, str, str], None] | None = None

    def entry(self, field: str) -> Entry | None:
        """Return the entry of this name."""
        return next((each for each in self.entries if each.field == field), None)


@dataclass(frozen=True)
class Held:
    """One value that the person may ask to have corrected."""

    kind: str
    row: str
    field: str
    title: str
    label: str
    says: str
    city: City | None


def _name(text: str) -> str:
    name = " ".join(text.split())
    if not comparable(name) or len(name) > NAME_LENGTH:
        raise ValidationError(_("This is no name."), code=UNREADABLE)
    return name


def _identifier(kind: IdentifierType) -> Callable[[str], str]:
    return lambda text: normalise(kind, text)


def _fact(field: str) -> Callable[[OldAccount], str]:
    return lambda row: str(getattr(facts_of(row), field))


def _correct_name(proof: Proof, _field: str, name: str) -> None:
    user = User.objects.select_for_update(no_key=True).get(pk=proof.user_id)
    proof.name = name
    proof.save(update_fields=["name", "updated_at"])
    # Under the right name a city's old accounts may turn out to be his.
    tell_proved(user)


_IDENTIFIERS: Final = (
    (IdentifierType.RESIDENT_ID, _("resident ID")),
    (IdentifierType.PASSPORT, _("passport")),
    (IdentifierType.PERMIT, _("residence permit")),
    (IdentifierType.PHONE, _("phone number")),
    (IdentifierType.EMAIL, _("e-mail address")),
)
CORRECTABLE: Final[dict[str, Correctable]] = {
    each.kind: each
    for each in (
        Correctable(
            "accounts.OldAccount",
            (
                Entry("name", _("full name"), _fact("name"), _name),
                *(Entry(kind.value, label, _fact(kind.value), _identifier(kind)) for kind, label in _IDENTIFIERS),
            ),
            city_of=lambda row: cast(City, row.city),
        ),
        Correctable(
            "accounts.Proof",
            (Entry("name", _("name as proved"), lambda proof: str(proof.name), _name),),
            city_of=lambda _proof: None,
            apply=_correct_name,
        ),
    )
}


def row_of(people: Sequence[UUID], kind: str, row: str) -> Any:
    """Return the record of a person, or None where there is none of this kind and number."""
    if kind not in CORRECTABLE:
        return None
    try:
        return data_named(kind).rows_of(people).filter(pk=UUID(row)).first()
    except ValueError:
        return None


def held_by(people: Sequence[UUID]) -> Iterator[Held]:
    """Yield every value of a person that he may ask to have corrected; what is empty says nothing that is wrong."""
    for kind, correctable in CORRECTABLE.items():
        data = data_named(kind)
        for row in data.rows_of(people):
            for entry in correctable.entries:
                if says := entry.read(row):
                    city = correctable.city_of(row)
                    yield Held(kind, str(row.pk), entry.field, str(data.title), str(entry.label), says, city)
