"""What verifiers answer over HTTP, in our words."""

from __future__ import annotations

from typing import Any

from accounts.verifiers.port import Passed, Refused, VerifierBrokenError

LONGEST_RECEIPT = 100


def receipt_in(told: dict[str, Any]) -> str:
    """Return the number of the act. Raises VerifierBrokenError for none that can be kept."""
    receipt = told.get("receipt")
    if not isinstance(receipt, str) or not 0 < len(receipt) <= LONGEST_RECEIPT:
        raise VerifierBrokenError("receipt")
    return receipt


def matched(told: dict[str, Any]) -> Passed | Refused:
    """Read ``{"match": true, "receipt": "…"}``. Raises VerifierBrokenError for anything that is no clear yes or no."""
    match told.get("match"):
        case True:
            return Passed(receipt_in(told))
        case False:
            return Refused()
        case _:
            raise VerifierBrokenError("match")
