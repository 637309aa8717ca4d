"""What the words of a name say, by ``words.toml`` and ``groups.toml``: what it is about, what tells it apart."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final

from catalog.intake.rules.shapes import narrow

WORDS: Final = Path(__file__).with_name("words.toml")
GROUPS: Final = Path(__file__).with_name("groups.toml")
_SEGMENT: Final = re.compile(r"[^\W_]+")
_NOISE, _KEEP = "noise", "keep"
# Words that tell matters apart, as (group, value).
Said = frozenset[tuple[str, str]]


@dataclass(frozen=True)
class Group:
    """Words that tell matters apart, with the reason why."""

    id: str
    zh: str
    en: str
    why: str
    names: bool = False
    whole: bool = False
    may_be_left_out: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Reading:
    """A name taken apart.

    ``content`` is what it is about, ``said`` the words that tell matters apart as (group, value), ``hinted`` those
    that may be left out. ``text`` is the content in the order of the name, ``ordered`` in that of the alphabet.
    """

    content: frozenset[str] = frozenset()
    said: Said = frozenset()
    hinted: Said = frozenset()
    text: str = ""
    ordered: str = ""

    def __bool__(self) -> bool:
        """Whether anything is left to compare by."""
        return bool(self.content) or any(table().groups[group].names for group, _value in self.said)


@dataclass
class Table:
    """The table, made ready for looking up the longest word at a place."""

    groups: dict[str, Group] = field(default_factory=dict)
    same: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    said: dict[str, Said] = field(default_factory=dict)
    hinted: dict[str, Said] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Nothing is looked up before ``load`` has filled the table."""
        self.longest_same: dict[str, int] = {}
        self.longest_word: dict[str, int] = {}


@cache
def table() -> Table:
    """Return the table. Raises ValueError where a word stands in it twice with different meaning."""
    raw: dict[str, Any] = tomllib.loads(WORDS.read_text(encoding="utf-8"))
    raw |= tomllib.loads(GROUPS.read_text(encoding="utf-8"))
    made = Table()
    for first, *others in raw["same"]:
        for word in (first, *others):
            _put(made.same, word, first)
    for kind in (_NOISE, _KEEP):
        for word in raw[kind]:
            _put(made.kinds, word, kind)
    for group in raw["group"]:
        left = frozenset(group.get("may_be_left_out", ()))
        told = (group["id"], group["zh"], group["en"], group["why"])
        made.groups[group["id"]] = Group(*told, group.get("names", False), group.get("whole", False), left)
        for strength, into in (("soft", made.hinted), ("hard", made.said)):
            for values, words in group.get(strength, {}).items():
                meant = frozenset((group["id"], value) for value in values.split())
                for word in words:
                    _put(made.kinds, word, strength)
                    into[word] = meant
    made.longest_same = _longest(made.same)
    made.longest_word = _longest(made.kinds)
    return made


@cache
def table_digest() -> str:
    """Return a short digest of the words, so that rows that wait are judged anew by new ones."""
    hasher = hashlib.blake2b(digest_size=8)
    for path in (WORDS, GROUPS):
        hasher.update(path.read_bytes())
    return hasher.hexdigest()


def _put(words: dict[str, str], word: str, meaning: str) -> None:
    if word in words:
        raise ValueError(f"{WORDS.parent.name}: {word!r} stands twice")
    words[word] = meaning


def _longest(words: Mapping[str, str]) -> dict[str, int]:
    """Return by first character how long the words that begin with it are at most."""
    longest: defaultdict[str, int] = defaultdict(int)
    for word in words:
        longest[word[0]] = max(longest[word[0]], len(word))
    return dict(longest)


@cache
def _jieba() -> Any:
    import jieba

    jieba.setLogLevel("WARNING")
    jieba.initialize()
    return jieba


def _pieces(text: str, words: Mapping[str, str], longest: Mapping[str, int]) -> Iterator[tuple[str, str]]:
    """Yield the text in pieces: each word of the table with its meaning, and what lies between with none."""
    at = start = 0
    while at < len(text):
        for length in range(min(longest.get(text[at], 0), len(text) - at), 0, -1):
            word = text[at : at + length]
            if word in words:
                if start < at:
                    yield text[start:at], ""
                yield word, words[word]
                at = start = at + length
                break
        else:
            at += 1
    if start < len(text):
        yield text[start:], ""


def read_name(name: str) -> Reading:
    """Take a name apart. Signs separate, nothing else; any text gives a reading, be it an empty one."""
    known = table()
    content: list[str] = []
    said: set[tuple[str, str]] = set()
    hinted: set[tuple[str, str]] = set()
    for segment in _SEGMENT.findall(narrow(name).casefold()):
        plain = "".join(meaning or text for text, meaning in _pieces(segment, known.same, known.longest_same))
        for text, kind in _pieces(plain, known.kinds, known.longest_word):
            if kind == "hard":
                said |= known.said[text]
            elif kind == "soft":
                hinted |= known.hinted[text]
            elif kind == _KEEP:
                content.append(text)
            elif not kind:
                content.extend(_jieba().cut(text, HMM=False))
    return Reading(
        content=frozenset(content),
        said=frozenset(said),
        hinted=frozenset(hinted),
        text="".join(content),
        ordered="".join(sorted(content)),
    )
