"""The codes of outcomes and findings in words that people understand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

REASONS: Final[dict[str, StrOrPromise]] = {
    "match.nobody": gettext_lazy("Shares no identity document with anybody who is known."),
    "match.unproved": gettext_lazy("Shares an identity document, but too little speaks for one person."),
    "match.document": gettext_lazy("The same identity document, proved by both cities, under the same name."),
    "match.evidence": gettext_lazy("The same identity document and name, and both addresses proved by both cities."),
    "match.two_persons": gettext_lazy("One identity document, proved under two names."),
    "match.two_ids": gettext_lazy("One person with two identity numbers that were proved."),
    "match.two_claims": gettext_lazy("Belongs to two presumed persons who may be one."),
    "claim.held": gettext_lazy("Somebody's already, who has shown that it is his."),
    "case.same": gettext_lazy("One person, as two members of staff have decided."),
    "documents.doubted": gettext_lazy("Said to be proved, which staff have decided is wrong."),
    "row.no_id": gettext_lazy("The row has no id in the old system."),
    "row.repeated": gettext_lazy("The row repeats another word for word."),
    "row.doubled": gettext_lazy("The row bears the old id of another."),
    "row.broken": gettext_lazy("The row could not be read whole."),
    "row.nobody": gettext_lazy("Nothing in the row by which anybody could claim it."),
    "row.kind_unknown": gettext_lazy("Neither a person nor an enterprise."),
    "documents.verified_unknown_how": gettext_lazy("Said to be proved, but not in a way that is trusted."),
    "password.unusable": gettext_lazy("The old password cannot be used."),
    "uscc.invalid": gettext_lazy("The unified social credit code is not valid."),
    "resident_id.resident_id_check": gettext_lazy("The check digit of the resident ID does not fit."),
    "resident_id.resident_id_date": gettext_lazy("The birthday in the resident ID does not exist."),
    "passport.passport_issuer_missing": gettext_lazy("The passport has no issuing state."),
}
_FIELDS: Final[dict[str, StrOrPromise]] = {
    "resident_id": gettext_lazy("resident ID"),
    "passport": gettext_lazy("passport"),
    "permit": gettext_lazy("residence permit"),
    "phone": gettext_lazy("phone number"),
    "email": gettext_lazy("e-mail address"),
    "uscc": gettext_lazy("unified social credit code"),
    "name": gettext_lazy("name"),
    "former_names": gettext_lazy("former names"),
    "login": gettext_lazy("login"),
    "legal_representative": gettext_lazy("legal representative"),
    "phone_verified": gettext_lazy("mark of a proved phone number"),
    "email_verified": gettext_lazy("mark of a proved e-mail address"),
    "documents_verified": gettext_lazy("mark of proved documents"),
    "disabled": gettext_lazy("mark of a disabled account"),
    "created_at": gettext_lazy("date of opening"),
    "last_seen_at": gettext_lazy("date of the last use"),
}
_KINDS: Final[dict[str, StrOrPromise]] = {
    "placeholder": gettext_lazy("a placeholder stands there"),
    "too_long": gettext_lazy("too long"),
    "unknown_word": gettext_lazy("neither yes nor no by the manifest"),
    "unread": gettext_lazy("no date in a form of the manifest"),
}
_UNREADABLE: Final = gettext_lazy("cannot be read")


def word_of(code: str) -> str:
    """Return what a code means; for one of the adapters', which the catalogue explains, the code itself."""
    if code in REASONS:
        return str(REASONS[code])
    field, _dot, kind = code.partition(".")
    if field not in _FIELDS:
        return code
    return f"{_FIELDS[field]}: {_KINDS.get(kind, _UNREADABLE)}"
