"""What may stand in a text: no markup, no control characters, nothing a spreadsheet would run."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from typing import Final

import nh3

from catalog.intake.rules.links import read_link
from catalog.intake.rules.registry import Found, Severity, define_rule, found

MARKUP = define_rule(
    "text.markup",
    Severity.WARNING,
    zh="文字中含有网页标记，已按允许清单转为文字：保留换行、列表、表格单元和可打开的链接，其余去除。",
    en="Web markup is turned into text by an allow-list: lines, lists, cells and links that open stay; the rest goes.",
)
SCRIPT = define_rule(
    "text.script",
    Severity.WARNING,
    zh="文字中含有脚本，已去除。",
    en="A script in a text is taken out.",
)
FORMULA = define_rule(
    "text.formula",
    Severity.WARNING,
    zh="单元格是公式，按普通文字保存，从不执行。",
    en="A cell holds a formula; it is kept as plain text and never run.",
)
CONTROL = define_rule(
    "text.control",
    Severity.INFO,
    zh="文字中含有不可见的控制字符，已去除。",
    en="Invisible control characters are taken out.",
)
MOJIBAKE = define_rule(
    "text.mojibake",
    Severity.WARNING,
    zh="文字中有无法解码的字符。",
    en="Some characters of a text could not be decoded.",
)
TOO_LONG = define_rule(
    "text.too_long",
    Severity.ERROR,
    zh="文字超过两万字，须人工核对。",
    en="A text of more than 20,000 characters; a person must look.",
)

LIMIT: Final = 20_000
# How often markup that was itself escaped, or stands within markup, is looked for anew.
LAYERS: Final = 4
_CONTROL: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)
_MARKUP: Final = re.compile(r"<[a-zA-Z/!?]|&(?:#\d+|#x[0-9a-fA-F]+|[a-zA-Z]{2,8});")
_SCRIPT: Final = re.compile(r"<\s*(?:script|iframe|object|embed|svg)\b|\bon\w+\s*=|javascript:", re.IGNORECASE)
_FORMULA: Final = re.compile(r"^\s*(?:=\s*[A-Za-z+\-(@\"']|@[A-Za-z]+\(|[+\-]\s*[A-Za-z]+[(!|]|[=+\-@]cmd\|)")
_BREAK: Final = re.compile(r"<\s*(?:br|/p|/div|/li|/tr|/h[1-6])\b[^>]*>", re.IGNORECASE)
_ALLOWED: Final = {"a", "li", "td", "th"}
_LINK: Final = re.compile(r'<a href="([^"<>]*)">([^<>]*)</a>')
_ITEM: Final = re.compile(r"<li>\s*")
_CELL: Final = re.compile(r"</t[dh]>")
_BLANKS: Final = re.compile(r"[ \t\u00a0\u3000]+")
_LINES: Final = re.compile(r"[ \t\u00a0\u3000]*\n\s*")
# A look at the whole row, its fields set one below the other, decides whether any of them needs a closer one. Three
# narrow patterns instead of one of alternatives: each is found by a plain scan, which is several times as fast.
_HIDDEN: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffd\ud800-\udfff]"
)
_TAG: Final = re.compile(r"<[a-zA-Z/!?]|&(?:#|[a-zA-Z]{2,8};)")
_FORMULA_LINE: Final = re.compile(r"\n\s*[=@+\-]")


def _is_suspect(text: str) -> bool:
    """Whether a text may need mending: hidden characters, markup, a line that begins like a formula."""
    if ("<" in text or "&" in text) and _TAG.search(text):
        return True
    if _FORMULA_LINE.search("\n" + text):
        return True
    # Every hidden character but the sign of a failed decoding is one that Python would not print, and it knows sooner.
    if text.replace("\n", " ").isprintable():
        return "\ufffd" in text
    return _HIDDEN.search(text) is not None


def without_control(text: str) -> str:
    """Return ``text`` without characters that PostgreSQL refuses or nobody sees; line feeds and tabs stay."""
    return _CONTROL.sub("", text)


def _link(match: re.Match[str]) -> str:
    """Return a link as text: its words, and where it leads unless that is what they say or nobody could open it."""
    address, words = html.unescape(match[1]).strip(), match[2]
    shown, note = read_link(address, "")
    if not shown or note is not None or shown in words:
        return words
    return f"{words} ({html.escape(shown, quote=False)})"


def _as_text(text: str) -> str:
    """Put the marks that mean something into words: what the allow-list leaves of the tags, and no other."""
    kept = nh3.clean(_BREAK.sub("\n", text), tags=_ALLOWED, attributes={"a": {"href"}}, link_rel=None)
    kept = _LINK.sub(_link, kept)
    kept = _ITEM.sub("\n• ", kept)
    return _CELL.sub(" ", kept)


def without_markup(text: str) -> str:
    """Return the words of ``text``: scripts gone with their content, entities resolved, lines kept.

    Of the tags an allow-list survives, as text: the members of a list as lines, the cells of a table apart, a link with
    its address where a resident can open it.
    """
    plain = _as_text(text)
    for _layer in range(LAYERS):
        plain = html.unescape(nh3.clean(plain, tags=set()))
        if not _MARKUP.search(plain):
            break
    else:
        # Nobody escapes words so often: what still looks like markup was put together to get through.
        plain = plain.replace("<", "").replace("&", "")
    return _LINES.sub("\n", _BLANKS.sub(" ", plain)).strip()


def _clean_one(field: str, text: str, findings: list[Found]) -> str:
    if _CONTROL.search(text):
        text = without_control(text)
        findings.append(found(CONTROL, field, text))
    if "\ufffd" in text:
        findings.append(found(MOJIBAKE, field, text))
    if _MARKUP.search(text):
        plain = without_markup(text)
        findings.append(found(SCRIPT if _SCRIPT.search(text) else MARKUP, field, text, plain))
        text = plain
    if _FORMULA.match(text):
        findings.append(found(FORMULA, field, text))
    return text


def clean_texts(fields: Mapping[str, str]) -> tuple[dict[str, str], list[Found]]:
    """Return the fields as harmless text, with a finding for each that was changed or looks like a formula."""
    findings: list[Found] = []
    joined = "\n".join(fields.values())
    if _is_suspect(joined):
        cleaned = {name: _clean_one(name, text.strip(), findings) for name, text in fields.items()}
    else:
        cleaned = {name: text.strip() for name, text in fields.items()}
    if len(joined) > LIMIT:
        findings += [found(TOO_LONG, name, text) for name, text in cleaned.items() if len(text) > LIMIT]
    return cleaned, findings
