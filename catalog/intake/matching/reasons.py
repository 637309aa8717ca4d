"""Why a matter is proposed for a row, or may not be taken by itself: told in both languages."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from catalog.intake.matching.words import table
from services_portal.kernel.text import Language


class Bearing(StrEnum):
    """Whether a reason speaks for the matter, against it, or leaves it open between several."""

    FOR = "+"
    AGAINST = "-"
    OPEN = "?"


_TEXTS: Final[dict[str, tuple[Bearing, str, str]]] = {
    "name": (Bearing.FOR, "名称相近：{0}", "The name is alike: {0}"),
    "synonym": (Bearing.FOR, "与别名相近：{0}", "Another name is alike: {0}"),
    "other": (Bearing.AGAINST, "{0}不同", "Another {0}"),
    "more": (Bearing.AGAINST, "来源多说了{0}", "The source names a {0}, the matter does not"),
    "less": (Bearing.OPEN, "来源未说明{0}", "The source does not say the {0}"),
    "besides": (Bearing.OPEN, "来源还提到：{0}", "The source also mentions: {0}"),
    "department": (Bearing.FOR, "机构职能相符：{0}", "The agency does such work: {0}"),
    "other_department": (Bearing.AGAINST, "机构职能不符：{0}", "The agency does other work: {0}"),
    "type": (Bearing.FOR, "事项类型相同：{0}", "The type is the same: {0}"),
    "other_type": (Bearing.AGAINST, "事项类型不同：{0}", "The type is another: {0}"),
    "near_type": (Bearing.OPEN, "事项类型写法不同：{0}", "The type is written otherwise: {0}"),
    "audience": (Bearing.FOR, "服务对象相符", "It is for the same people"),
    "other_audience": (Bearing.AGAINST, "服务对象不符", "It is for other people"),
    "law": (Bearing.FOR, "设定依据相同：{0}", "The legal basis is the same: {0}"),
    "other_law": (Bearing.AGAINST, "设定依据不同：{0}", "The legal basis is another: {0}"),
    "code": (Bearing.FOR, "基本编码相同：{0}", "The basic code is the same: {0}"),
    "other_code": (Bearing.AGAINST, "基本编码不同：{0}", "The basic code is another: {0}"),
}
_OF_WORDS: Final = frozenset({"other", "more", "less"})


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason. ``code`` is stable; ``detail`` is the evidence, for the word groups the group's id."""

    code: str
    detail: str = ""

    @property
    def bearing(self) -> Bearing:
        """Whether it speaks for or against."""
        return _TEXTS[self.code][0]

    def describe(self, language: Language) -> str:
        """Return the sentence for people."""
        english = language == "en"
        text, detail = _TEXTS[self.code][2 if english else 1], self.detail
        if self.code in _OF_WORDS:
            group = table().groups[detail]
            detail = group.en if english else group.zh
        return text.format(detail)

    def __str__(self) -> str:
        """Return the short form that stands in the evidence of a finding, the same in every language."""
        return f"{self.bearing}{self.code} {self.detail}".rstrip()
