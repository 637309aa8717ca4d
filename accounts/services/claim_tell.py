"""A person hears that old accounts have become his, or are his no longer."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import ClaimBasis, Claiming, User
from accounts.notices import Letter, notify


def _taken() -> Letter:
    return Letter(
        _("An old account has been added to yours"),
        _(
            "Somebody who was signed in as you has shown the name and password of an account in a city's old site, or a"
            " clerk has compared your document: that account is yours here now. If it was not you, give it back in"
            " your account within the term, change your password, or ask at a window."
        ),
        _("[Services Portal] An old account has been added to yours. Not you? Give it back in your account."),
    )


def _found() -> Letter:
    return Letter(
        _("An old account of yours has been found"),
        _(
            "A city had proved that an account in its old site belongs to the document that you have proved here, under"
            " your name: that account is part of yours now. If it is not yours, give it back in your account within the"
            " term; it will not be added again."
        ),
        _("[Services Portal] An old account of yours has been found and added. Not yours? Give it back."),
    )


def _decided() -> Letter:
    return Letter(
        _("An old account is yours, as was decided"),
        _(
            "It was looked into whose an account in a city's old site is, and decided that it is yours. If it is not,"
            " give it back in your account within the term, or ask at a window."
        ),
        _("[Services Portal] It was decided that an old account is yours. Not yours? Give it back in your account."),
    )


def _by_city() -> Letter:
    return Letter(
        _("An old account has been added to yours"),
        _(
            "Somebody has signed in with your account at a city: what that city's old site had of you is part of your"
            " account here now. If it was not you, change your password at the city, and give the old account back in"
            " your account within the term, or ask at a window."
        ),
        _("[Services Portal] An old account has been added to yours. Not you? Give it back in your account."),
    )


def _given_back() -> Letter:
    return Letter(
        _("An old account is no longer part of yours"),
        _("It was given back as it was. What you have proved since stays yours."),
        _("[Services Portal] An old account is no longer part of yours."),
    )


_GIVEN: Final = {
    ClaimBasis.PROVED: _found,
    ClaimBasis.DECIDED: _decided,
    ClaimBasis.CITY: _by_city,
    ClaimBasis.CITY_FIRST: _by_city,
}


def claim_tell(*, claiming_id: UUID, user_id: UUID, taken: bool) -> int:
    """Tell the person of ``user_id``; returns how many messages left. Holds no transaction while it sends."""
    claiming = Claiming.objects.filter(pk=claiming_id).first()
    if claiming is None:
        return 0
    given = _GIVEN.get(ClaimBasis(claiming.basis), _taken)
    return notify(User.objects.get(pk=user_id), given if taken else _given_back)
