"""Which credit code a broken one may have been: proposals for a person, never repairs."""

from __future__ import annotations

from collections.abc import Container, Iterator
from functools import lru_cache
from typing import Final

from catalog.intake.rules.organisations import LENGTH, ORGANISATION, organisation_code_valid, uscc_valid

# GB 32100 writes its codes in these.
SIGNS: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_ORGANISATION_LENGTH: Final = ORGANISATION.stop - ORGANISATION.start


def one_slip_away(code: str) -> Iterator[str]:
    """Yield the codes of eighteen characters from which ``code`` comes by one slip of the pen: a character lost,
    added or changed, or two neighbours exchanged. Yields some twice; nothing when the length is further off."""
    if len(code) == LENGTH - 1:
        for place in range(LENGTH):
            yield from (code[:place] + sign + code[place:] for sign in SIGNS)
    elif len(code) == LENGTH + 1:
        yield from (code[:place] + code[place + 1 :] for place in range(LENGTH + 1))
    elif len(code) == LENGTH:
        for place in range(LENGTH):
            yield from (code[:place] + sign + code[place + 1 :] for sign in SIGNS if sign != code[place])
        for place in range(LENGTH - 1):
            yield code[:place] + code[place + 1] + code[place] + code[place + 2 :]


@lru_cache(maxsize=4096)
def restored(code: str) -> str:
    """Return the one valid credit code from which ``code`` lost a character, or "" where there is none or several.

    Two check characters (GB 32100 and the GB 11714 within) leave one way in a thousand open by chance, and hundreds are
    tried: likely, not certain.
    """
    if len(code) != LENGTH - 1:
        return ""
    whole = set()
    for candidate in one_slip_away(code):
        if organisation_code_valid(candidate[ORGANISATION]) and uscc_valid(candidate):
            whole.add(candidate)
    return whole.pop() if len(whole) == 1 else ""


def known_near(code: str, known: Container[str]) -> str:
    """Return the one known credit code that is one slip away from ``code``, or "" where there is none or several."""
    near = {candidate for candidate in one_slip_away(code) if candidate in known}
    return near.pop() if len(near) == 1 else ""


def is_organisation_code(code: str) -> bool:
    """Whether a text (normalised) has the length of an organisation code standing alone."""
    return len(code) == _ORGANISATION_LENGTH
