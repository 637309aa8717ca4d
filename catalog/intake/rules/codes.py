"""Item and implementation codes, by the profile that the city's manifest names."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Final

from catalog.intake.rules.organisations import normalise_code
from catalog.intake.rules.registry import Found, Severity, define_rule, found
from catalog.intake.rules.shapes import narrow

STANDARD: Final = "GB/T 39554.1-2020"
NORMALISED = define_rule(
    "code.normalised",
    Severity.INFO,
    zh="编码中的全角、小写、空格或连字符已统一。",
    en="Full-width, lower-case, blanks or hyphens in a code are made uniform.",
    standard=STANDARD,
)
MALFORMED = define_rule(
    "code.malformed",
    Severity.WARNING,
    zh="编码整体或其中一段的长度、结构不符合该市声明的编码规则，不符的部分不予采用。",
    en="A code, or a part of it, has not the length or shape that the city declared; what has not is not used.",
    standard=STANDARD,
)
HANDLING_ITEM = define_rule(
    "code.handling_item",
    Severity.INFO,
    zh="编码是三十三位的办理项编码，取前三十一位实施编码。",
    en="A code of 33 characters names a handling item; its first 31 are the implementation code.",
    standard=STANDARD,
)
BASIC_MISMATCH = define_rule(
    "code.basic_mismatch",
    Severity.ERROR,
    zh="实施编码内的基本编码与基本编码字段不一致，须人工核对。",
    en="The basic code inside the implementation code is not the one in its own field; a person must look.",
    standard=STANDARD,
)
TYPE_MISMATCH = define_rule(
    "code.type_mismatch",
    Severity.WARNING,
    zh="编码中的事项类型与类型字段不一致。",
    en="The type inside the code is not the one in the type field.",
    standard=STANDARD,
)
REGION_MISMATCH = define_rule(
    "code.region_mismatch",
    Severity.WARNING,
    zh="编码中的行政区划与区划字段不一致（已考虑撤销与承继），按区划字段处理。",
    en="The region inside the code is not the one in its own field, retired codes and successors considered; the field "
    "decides.",
    standard="GB/T 2260",
)
OTHER_CITY = define_rule(
    "code.other_city",
    Severity.WARNING,
    zh="编码中的机构登记在另一个城市。",
    en="The organisation inside the item code is registered in another city.",
    standard="GB 32100-2015",
)
LEVEL_MISMATCH = define_rule(
    "code.level_mismatch",
    Severity.WARNING,
    zh="编码中的行使层级与实施机构的层级不一致。",
    en="The level inside the code is not the agency's.",
    standard=STANDARD,
)

BASIC_LENGTH: Final = 12
IMPLEMENTATION_LENGTH: Final = 31
_BASIC: Final = re.compile(r"^[0-9A-Z]{12}$")
_IMPLEMENTATION: Final = re.compile(r"^(?P<uscc>[0-9A-Z]{18})(?P<level>[1-6])(?P<basic>[0-9A-Z]{12})$")
_SEGMENTED: Final = re.compile(
    r"^(?P<basic>[0-9A-Z][0-9A-Z\-]{5,19}?)-(?P<region>\d{12})-\d{3}-(?P<uscc>[0-9A-Z\-_]+?)-[1-6]-\d{2}$"
)
_LETTER: Final = re.compile(r"^(?:\d{3})?([A-Z])")
_OWN_BASIC: Final = re.compile(r"^[0-9A-Z\-]{12}$")
_LETTER_TYPES: Final = {"A": "01", "Z": "10", "F": "07", "G": "05", "E": "09", "H": "08"}


@dataclass(frozen=True)
class ItemCode:
    """What a city's code says. ``tail`` is what follows the organisation in the 31 characters (level and basic code);
    ``own`` is the city's own designation of the matter where the code carries no basic code."""

    uscc: str = ""
    level: str = ""
    basic: str = ""
    region: str = ""
    own: str = ""
    item_type: str = ""

    @property
    def tail(self) -> str:
        """Level and basic code, or empty when the code does not carry both."""
        return f"{self.level}{self.basic}" if self.level and self.basic else ""


Reading = tuple[ItemCode | None, tuple[Found, ...]]
# Which expression each part of a code must fit as a whole, by the group that finds it.
Parts = tuple[tuple[str, str], ...]


def _gbt39554(text: str) -> Reading:
    code = normalise_code(text)
    notes = [] if code == text else [found(NORMALISED, "item_code", text, code)]
    if len(code) == IMPLEMENTATION_LENGTH + 2 and _IMPLEMENTATION.match(code[:IMPLEMENTATION_LENGTH]):
        code = code[:IMPLEMENTATION_LENGTH]
        notes.append(found(HANDLING_ITEM, "item_code", text, code))
    if match := _IMPLEMENTATION.match(code):
        basic = match["basic"]
        return ItemCode(uscc=match["uscc"], level=match["level"], basic=basic, item_type=basic[2:4]), tuple(notes)
    if _BASIC.match(code):
        return ItemCode(basic=code, item_type=code[2:4]), tuple(notes)
    return None, (*notes, found(MALFORMED, "item_code", text))


def _by_pattern(text: str, pattern: re.Pattern[str], shapes: Parts = ()) -> Reading:
    """Read a code by the city's own expression; its groups are basic, uscc, level and region, as far as it has them."""
    code = re.sub(r"\s+", "", narrow(text)).upper()
    notes = () if code == text else (found(NORMALISED, "item_code", text, code),)
    match = pattern.fullmatch(code)
    if match is None:
        return None, (*notes, found(MALFORMED, "item_code", text))
    parts = {name: value for name, value in match.groupdict().items() if value}
    bad = [name for name, shape in shapes if name in parts and not compiled(shape).fullmatch(parts[name])]
    if bad:
        told = ", ".join(f"{name}: {parts.pop(name)}" for name in bad)
        notes = (*notes, found(MALFORMED, "item_code", f"{text} ({told})"))
    own = parts.get("basic", "")
    letter = _LETTER.match(own)
    return (
        ItemCode(
            uscc=normalise_code(parts.get("uscc", "")),
            level=parts.get("level", ""),
            basic=own if _OWN_BASIC.match(own) else "",
            region=parts.get("region", ""),
            own=own,
            item_type=_LETTER_TYPES.get(letter[1], "") if letter else "",
        ),
        notes,
    )


# gbt39554: USCC 18 + level 1 + basic 12, 33 with the handling item, 12 alone. segmented: the older shape
# <item>-<region 12>-<body 3>-<organisation>-<level>-<serial 2>, whose item part is the city's own designation.
PROFILES: Final[dict[str, Callable[[str], Reading]]] = {
    "gbt39554": _gbt39554,
    "segmented": partial(_by_pattern, pattern=_SEGMENTED),
}


@lru_cache(maxsize=64)
def compiled(pattern: str) -> re.Pattern[str]:
    """Return the expression of a manifest, which was checked when it was loaded."""
    return re.compile(pattern, re.IGNORECASE)


@lru_cache(maxsize=2048)
def read_item_code(text: str, profile: str, pattern: str | None = None, parts: Parts = ()) -> Reading:
    """Read the code of a matter: by the city's own expression, else by profile. Raises KeyError for an unknown one."""
    if not text:
        return None, ()
    return _by_pattern(text, compiled(pattern), parts) if pattern else PROFILES[profile](text)


@lru_cache(maxsize=4096)
def read_basic_code(text: str) -> tuple[str, tuple[Found, ...]]:
    """Return the 12 characters of the basic code, or empty."""
    if not text:
        return "", ()
    code = normalise_code(text)
    if not _BASIC.match(code):
        return "", (found(MALFORMED, "basic_code", text),)
    return code, () if code == text else (found(NORMALISED, "basic_code", text, code),)
