"""One written form for everything that people and old systems write."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from accounts import phones
from accounts.identifiers.compacting import LONGEST, refusal
from accounts.identifiers.kinds import IdentifierType
from accounts.identifiers.passports import normalise_passport
from accounts.identifiers.permits import normalise_permit
from accounts.identifiers.resident_ids import is_permit, normalise_resident_id, read_number

# 网号 is "letters and digits, without plain personal data"; its length is not published, its case may matter.
_NETWORK_NUMBER: Final = re.compile(r"[A-Za-z0-9]{8,64}")


def _email(text: str) -> str:
    address = unicodedata.normalize("NFKC", text).strip().lower() if len(text) <= LONGEST else ""
    try:
        validate_email(address)
    except ValidationError:
        raise refusal(_("Enter a valid e-mail address."), "invalid_email") from None
    return address


def _phone(text: str) -> str:
    return phones.normalise(text)


def _network_number(text: str) -> str:
    number = text.strip()
    if not _NETWORK_NUMBER.fullmatch(number):
        raise refusal(_("A network identity number has 8 to 64 letters and digits."), "invalid_network_number")
    return number


READERS: Final[dict[IdentifierType, Callable[[str], str]]] = {
    IdentifierType.RESIDENT_ID: normalise_resident_id,
    IdentifierType.PHONE: _phone,
    IdentifierType.EMAIL: _email,
    IdentifierType.PASSPORT: normalise_passport,
    IdentifierType.PERMIT: normalise_permit,
    IdentifierType.NETWORK_NUMBER: _network_number,
}


def normalise(identifier_type: IdentifierType, text: str) -> str:
    """Return the one form in which an identifier is kept and compared.

    Out: 18 characters (resident ID), E.164 (phone), lower case (e-mail), ``CHN:E12345678`` (passport), capitals
    (permit), unchanged (network number). Normalising twice changes nothing. Raises ValidationError whose ``code`` says
    why and whose text never holds the input: ``invalid_<type>``, ``resident_id_date``, ``resident_id_check``,
    ``resident_id_is_permit``, ``passport_issuer_missing``.
    """
    return READERS[IdentifierType(identifier_type)](text)


def read_identity_number(text: str) -> tuple[IdentifierType, str]:
    """Return kind and normalised form of a number as old systems keep it in one column: resident ID or permit.

    Raises ValidationError with the codes of a resident ID for what is neither.
    """
    try:
        return IdentifierType.PERMIT, normalise_permit(text)
    except ValidationError:
        number = read_number(text)
    return (IdentifierType.PERMIT if is_permit(number) else IdentifierType.RESIDENT_ID), number
