"""The basic directory of the seeds as matters, without a database."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from uuid import UUID

from catalog.intake.matching import Matter, MatterIndex

FOLDER = Path(__file__).parents[4] / "seeds" / "catalog" / "basic_items"

PLACES = [
    *(
        "济南市",
        "青岛市",
        "淄博市",
        "枣庄市",
        "东营市",
        "烟台市",
        "潍坊市",
        "济宁市",
        "泰安市",
        "威海市",
        "日照市",
        "临沂市",
    ),
    *("德州市", "聊城市", "滨州市", "菏泽市", "广安市", "广安区", "历下区"),
]


@cache
def matters() -> tuple[Matter, ...]:
    """Return every matter of the seeds."""
    return tuple(_read())


def _read() -> Iterator[Matter]:
    for path in sorted(FOLDER.glob("*.toml")):
        for item in tomllib.loads(path.read_text(encoding="utf-8"))["item"]:
            yield Matter(
                id=UUID(int=int(item["code"])),
                code=item["code"],
                name=item["name"]["zh-hans"],
                synonyms=tuple(item["synonyms"]),
                for_person=item["audience"] != "enterprise",
                for_enterprise=item["audience"] != "person",
                item_type=item["item_type"],
                department=item["department"],
                laws=tuple(f"《{law['title']['zh-hans'].strip('《》')}》" for law in item["legal_basis"]),
            )


@cache
def index() -> MatterIndex:
    """Return the directory, searchable; a title may begin with a city of the province or one of its districts."""
    return MatterIndex(matters(), PLACES)
