"""What a service says to a resident: the immutable content of a version, as frozen structs.

Field names follow the national service list (实施清单, GB/T 39554-2020) in our words. Content is stored as canonical
JSON; its digest tells whether two versions say the same. Frozen parts of texts and numbers can make no circle, so the
garbage collector need not look at them (``gc=False``): an intake makes a hundred a row.
"""

from __future__ import annotations

import hashlib
from enum import StrEnum
from typing import Any

import msgspec


class Text(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True, omit_defaults=True):
    """A text in our languages; an empty English falls back to the Chinese."""

    zh_hans: str = msgspec.field(name="zh-hans", default="")
    en: str = ""

    def pick(self, language: str) -> str:
        """Return the text in ``language``, else in Chinese."""
        return (self.en or self.zh_hans) if language == "en" else self.zh_hans

    def __bool__(self) -> bool:
        return bool(self.zh_hans)


class DayUnit(StrEnum):
    """What a number of days counts."""

    WORKING = "working"
    CALENDAR = "calendar"


class HandlingKind(StrEnum):
    """即办件 done while you wait, or 承诺件 promised within days."""

    AT_ONCE = "at_once"
    PROMISED = "promised"


class HandlingScope(StrEnum):
    """通办 roaming: whether a matter can be handled away from home (国办发〔2020〕35号)."""

    NONE = "none"
    ONLINE = "online"
    ELSEWHERE = "elsewhere"
    JOINT = "joint"


class ChannelKind(StrEnum):
    """Ways to apply."""

    ONLINE = "online"
    WINDOW = "window"
    APP = "app"
    MAIL = "mail"
    TERMINAL = "terminal"
    PHONE = "phone"


class TrustGrade(StrEnum):
    """How far a material is trusted (国办函〔2016〕108号): issued, checked, uploaded, declared."""

    ISSUED = "A"
    CHECKED = "B"
    UPLOADED = "C"
    DECLARED = "D"


class _Part(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True, kw_only=True):
    """Base of the parts: frozen, and no field that we do not know."""


class MaterialNeed(_Part, frozen=True, gc=False):
    """A document asked for; ``code`` names the provincial material where it is one of those."""

    name: Text
    code: str | None = None
    grade: TrustGrade = TrustGrade.UPLOADED
    form: str = ""
    copies: int = 1
    required: bool = True


class Fee(_Part, frozen=True, gc=False):
    """A fee in fen; ``amount_fen`` is None where it depends on the case."""

    name: Text
    amount_fen: int | None = None
    basis: Text = Text()


class Channel(_Part, frozen=True, gc=False):
    """A way to apply, with the address where it is online."""

    kind: ChannelKind
    url: str = ""


class LegalBasis(_Part, frozen=True, gc=False):
    """A law or regulation, and the article."""

    title: Text
    article: Text = Text()


class Office(_Part, frozen=True, gc=False):
    """A place to go to; ``centre`` is the code of a service centre where it is one of ours. Degrees are WGS 84."""

    name: Text
    address: Text = Text()
    hours: Text = Text()
    phone: str = ""
    centre: str | None = None
    longitude: float | None = None
    latitude: float | None = None


class ServiceResult(_Part, frozen=True, gc=False):
    """What the resident gets."""

    kind: str = ""
    name: Text = Text()


class ServiceContent(_Part, frozen=True, gc=False):
    """Everything a published service says. Days count in ``*_unit``; ``promised_days`` 0 is "while you wait"."""

    title: Text
    summary: Text = Text()
    audiences: tuple[str, ...] = ("person",)
    conditions: tuple[Text, ...] = ()
    materials: tuple[MaterialNeed, ...] = ()
    steps: tuple[Text, ...] = ()
    fees: tuple[Fee, ...] = ()
    channels: tuple[Channel, ...] = ()
    legal_basis: tuple[LegalBasis, ...] = ()
    offices: tuple[Office, ...] = ()
    result: ServiceResult = ServiceResult()
    statutory_days: int | None = None
    statutory_unit: DayUnit = DayUnit.WORKING
    promised_days: int | None = None
    promised_unit: DayUnit = DayUnit.WORKING
    visits: int | None = None
    handling_kind: HandlingKind = HandlingKind.PROMISED
    handling_scope: HandlingScope = HandlingScope.NONE
    phone: str = ""
    complaint_phone: str = ""
    effective_on: str | None = None
    expires_on: str | None = None


_encoder = msgspec.json.Encoder(order="sorted")


def encode(content: ServiceContent) -> bytes:
    """Return the canonical JSON bytes."""
    return _encoder.encode(content)


def digest(content: ServiceContent) -> str:
    """Return the hex digest by which two contents are equal."""
    return digest_of(encode(content))


def digest_of(encoded: bytes) -> str:
    """Return the digest of a content that is encoded already."""
    return hashlib.blake2b(encoded, digest_size=16).hexdigest()


def to_json(content: ServiceContent) -> dict[str, Any]:
    """Return the content as JSON-ready values, for a JSON column."""
    values: dict[str, Any] = msgspec.json.decode(encode(content))
    return values


def from_json(values: Any) -> ServiceContent:
    """Return the content of a JSON column. Raises msgspec.ValidationError naming the place."""
    return msgspec.convert(values, type=ServiceContent)
