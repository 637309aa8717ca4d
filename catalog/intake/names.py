"""Names made comparable: width, case, blanks, brackets and signs apart, and without the city in front."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from catalog.intake.rules.shapes import narrow

_SIGNS: Final = re.compile(r"[\W_]+")
# What a bracket may say without making it another matter: for whom, at which level, through which channel.
_QUALIFIER: Final = re.compile(
    r"[(（【\[](?:省|市|县|区|镇|乡|街道)?(?:本)?级?(?:[、/,，]?(?:省|市|县|区|镇|乡)级)*(?:权限)?[)）】\]]"
    r"|[(（【\[](?:个人|企业|法人|单位|新版|试行|网上|线上|线下|窗口|全程网办|一网通办|不见面审批|最多跑一次|即办件|承诺件|\d{4}年?版?)[)）】\]]"
    # Changes of small traders are registered or, where nothing need be proved, filed: one matter.
    r"|(?<=登记)[(（]备案[)）]"
    r"|[(（【\[](?:省|市|县|区|镇|乡)级(?:[、/,，](?:省|市|县|区|镇|乡)级)*(?:行使|办理|权限)?[)）】\]]"
)


@lru_cache(maxsize=65536)
def comparable(name: str) -> str:
    """Return the name's letters, digits and ideographs only, in one width and case."""
    return _SIGNS.sub("", narrow(name).casefold())


def without_qualifier(name: str) -> str:
    """Return the name without brackets that do not change the matter."""
    return _QUALIFIER.sub("", narrow(name))


def place_prefix(places: Iterable[str]) -> re.Pattern[str]:
    """Return what finds a place, or 本市 and the like, at the beginning of a comparable name."""
    words = {"本市", "全市", "我市", "本区", "全区", "本县", "全县"}
    for place in places:
        words.add(comparable(place))
        if place.endswith("市") and len(place) > 2:
            words.add(comparable(place.removesuffix("市")))
    words.discard("")
    ordered = sorted(words, key=len, reverse=True)
    return re.compile(rf"^(?:{'|'.join(re.escape(word) for word in ordered)})+(?:市级|区级|县级|本级)?")
