"""Matters and agencies that a city brings along, where its manifest says that they are added and not queued."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from typing import Final

from catalog.intake.agencies import Body, NewBody
from catalog.intake.matching import ADOPTED, Matter
from catalog.intake.names import comparable
from catalog.intake.rules.check import CheckedRow
from catalog.intake.rules.facts import RegionFact
from services_portal.kernel.ids import uuid7

BASIC: Final = re.compile(r"^[0-9A-Z-]{12}$")


@dataclass
class Adoptions:
    """What the present chunk adds to the directory, to be written with it."""

    matters: list[Matter] = field(default_factory=list)
    bodies: list[Body] = field(default_factory=list)


def local_code(title: str) -> str:
    """Return a basic code for a matter that has none: ``L`` and eleven characters made of its name.

    No national or provincial code begins with a letter, so it is never taken for one.
    """
    digest = hashlib.blake2b(comparable(title).encode(), digest_size=8).digest()
    number, code = int.from_bytes(digest, "big"), ""
    for _place in range(11):
        number, rest = divmod(number, 36)
        code += "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[rest]
    return f"L{code}"


def matter_from(row: CheckedRow) -> Matter:
    """Return the matter that a row brings along, under its own basic code or a local one."""
    code = row.basic_code if BASIC.match(row.basic_code) else local_code(row.title)
    row.add(ADOPTED, "title", row.title, code)
    audience = row.audience or "both"
    return Matter(
        id=uuid7(),
        code=code,
        name=row.title,
        for_person=audience in ("person", "both"),
        for_enterprise=audience in ("enterprise", "both"),
        summary=row.fields.get("summary", ""),
        item_type=row.item_type,
    )


def placed_at(new: NewBody, region: RegionFact) -> Body:
    """Return the new agency with its place; its level follows from the region."""
    level = "2" if region.code.endswith("0000000000") else "3" if region.code.endswith("00000000") else "4"
    return Body(id=uuid7(), uscc=new.uscc, name=new.name, region_id=region.id, region_code=region.code, level=level)
