"""Telephone numbers: E.164 inside, shown with the middle hidden."""

from __future__ import annotations

from typing import Final

import phonenumbers
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

HOME_REGION: Final = "CN"
SHOWN_AT_START: Final = 3
SHOWN_AT_END: Final = 4


def normalise(text: str) -> str:
    """Return ``text`` as E.164; a number without a country code is of mainland China.

    Raises ValidationError (code ``invalid_phone``) for what the numbering plan does not hold (libphonenumber).
    """
    try:
        number = phonenumbers.parse(text, HOME_REGION)
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_valid_number(number):
        raise ValidationError(_("Enter a valid phone number."), code="invalid_phone")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def mask(phone: str) -> str:
    """Return an E.164 number fit to be shown: ``138****0000``, abroad ``+852 912****67``; empty stays empty."""
    if not phone:
        return ""
    number = phonenumbers.parse(phone, HOME_REGION)
    digits = phonenumbers.national_significant_number(number)
    tail = SHOWN_AT_END if len(digits) > SHOWN_AT_START + SHOWN_AT_END else 2
    shown = f"{digits[:SHOWN_AT_START]}****{digits[-tail:]}"
    mainland = number.country_code == phonenumbers.country_code_for_region(HOME_REGION)
    return shown if mainland else f"+{number.country_code} {shown}"
