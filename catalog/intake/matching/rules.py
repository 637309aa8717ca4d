"""What is found while a matter is looked for, in both languages."""

from __future__ import annotations

from catalog.intake.rules.registry import Severity, define_rule

NONE = define_rule(
    "match.none",
    Severity.ERROR,
    zh="在基本目录中找不到对应事项，须人工指定。",
    en="No matter of the basic directory corresponds; a person must choose.",
)
AMBIGUOUS = define_rule(
    "match.ambiguous",
    Severity.ERROR,
    zh="基本目录中有多个对应事项，须人工选择。",
    en="Several matters of the basic directory correspond; a person must choose.",
)
CONTRADICTION = define_rule(
    "match.contradiction",
    Severity.ERROR,
    zh="编码与名称指向不同的事项，须人工核对。",
    en="Code and name point to different matters; a person must look.",
)
CODE_UNKNOWN = define_rule(
    "match.code_unknown",
    Severity.WARNING,
    zh="基本编码不在基本目录内，按名称匹配。",
    en="The basic code is not in the directory; the row is matched by its name.",
)
BY_SYNONYM = define_rule(
    "match.by_synonym",
    Severity.INFO,
    zh="按别名匹配到基本目录。",
    en="Matched to the basic directory by a synonym.",
)
BY_SCORE = define_rule(
    "match.by_score",
    Severity.WARNING,
    zh="按名称、机构、类型、依据综合评分匹配到基本目录，证据为评分与理由。",
    en="Matched to the basic directory by a score of name, agency, type and legal basis; the evidence tells them.",
)
ADOPTED = define_rule(
    "match.adopted",
    Severity.INFO,
    zh="基本目录中没有，按该市策略新建基本事项。",
    en="Not in the basic directory; added to it, as the city's policy says.",
)
