"""How often one has to come in person."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from catalog.intake.rules.numerals import chinese_number
from catalog.intake.rules.registry import Found, Severity, define_rule, found
from catalog.intake.rules.shapes import narrow

UNREADABLE = define_rule(
    "visits.unreadable",
    Severity.WARNING,
    zh="到现场次数无法识别，按未填写处理。",
    en="The number of visits cannot be read; it is left empty.",
)
MANY = define_rule(
    "visits.many",
    Severity.WARNING,
    zh="到现场次数多于九次，按未填写处理。",
    en="More than nine visits is left empty.",
)

_NONE: Final = re.compile(
    r"^(?:无|不需要|无需到(?:现)?场|不见面|零跑腿|零跑动|一次不跑|一次都不(?:用)?跑|不用跑|全程网办|none)$",
    re.IGNORECASE,
)
_COUNT: Final = re.compile(
    r"^(?:最多|至多|只需|仅需|需)?(?:跑|到场|到现场)?(\d+|[零一二两三四五六七八九十]+)(?:\.0)?(?:次|趟|times?|visits?)?(?:到场|跑腿)?$",
    re.IGNORECASE,
)
MOST: Final = 9


@lru_cache(maxsize=1024)
def read_visits(text: str) -> tuple[int | None, Found | None]:
    """Return the number of visits, None when it is not stated or not readable."""
    plain = re.sub(r"\s+", "", narrow(text))
    if not plain:
        return None, None
    if _NONE.match(plain):
        return 0, None
    match = _COUNT.match(plain)
    if match is None:
        return None, found(UNREADABLE, "visits", text)
    count = int(match[1]) if match[1].isdigit() else chinese_number(match[1])
    if count is None:
        return None, found(UNREADABLE, "visits", text)
    if count > MOST:
        return None, found(MANY, "visits", text)
    return count, None
