"""Rows of old user databases, as a test needs them."""

from __future__ import annotations

from bench.old_accounts import resident_id

ZHANG = resident_id(1)
LI = resident_id(2)
PHONE, EMAIL = "13800000001", "zhang@example.com"


def row(old_id: str = "1", **fields: str) -> dict[str, str]:
    """An account of 张伟 with nothing but a login."""
    return {"old_id": old_id, "login": f"login{old_id}", "name": "张伟", **fields}


def proved(old_id: str = "1", number: str = ZHANG, **fields: str) -> dict[str, str]:
    """An account whose ID was checked against the register."""
    marks = {"documents_verified": "yes", "verified_by": "register"}
    return row(old_id, resident_id=number, **marks, **fields)


def written(old_id: str = "1", number: str = ZHANG, **fields: str) -> dict[str, str]:
    """An account whose holder wrote an ID down."""
    return row(old_id, resident_id=number, **fields)


def reached(phone: str = PHONE, email: str = EMAIL) -> dict[str, str]:
    """Addresses at which the holder was reached."""
    return {"phone": phone, "phone_verified": "yes", "email": email, "email_verified": "yes"}
