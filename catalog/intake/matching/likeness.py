"""How like a title is to the names and synonyms of the directory.

Candidates come from an inverted index over words (jieba) and pairs of characters, each weighed by how few names have
it; the few that share most are compared word by word and character by character. Nothing here depends on the order in
which the directory was read.
"""

from __future__ import annotations

import math
from collections import OrderedDict, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from rapidfuzz import fuzz

from catalog.intake.matching.words import Reading, read_name
from catalog.search import bigrams

# So many faces are compared closely; so common a feature finds nobody.
CLOSELY: Final = 16
COMMON: Final = 400
# How much whole words weigh against single characters; settled on the tuning half of the labelled pairs.
WORDS: Final = 0.6
REMEMBERED: Final = 16384


@dataclass(frozen=True, slots=True)
class Alike:
    """One matter's likest face. ``score`` 0–100; the groups tell where the title says other, more or less."""

    code: str
    face: str
    synonym: bool
    score: float
    other: tuple[str, ...] = ()
    more: tuple[str, ...] = ()
    less: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Face:
    code: str
    name: str
    synonym: bool
    reading: Reading
    features: frozenset[str]


def _features(reading: Reading) -> frozenset[str]:
    words = set(reading.content)
    words.update(bigrams(reading.text))
    words.update(f"{group}={value}" for group, value in reading.said)
    return frozenset(words)


class Likeness:
    """The names and synonyms of a directory, ready to be compared with."""

    def __init__(self) -> None:
        self._faces: list[_Face] = []
        self._having: defaultdict[str, list[int]] = defaultdict(list)
        self._remembered: OrderedDict[tuple[str, str], list[Alike]] = OrderedDict()

    def add(self, code: str, name: str, synonyms: Iterable[str]) -> None:
        """Take in one more matter's names."""
        self._remembered.clear()
        for face, synonym in ((name, False), *((each, True) for each in synonyms)):
            reading = read_name(face)
            if not reading:
                continue
            features = _features(reading)
            for feature in features:
                self._having[feature].append(len(self._faces))
            self._faces.append(_Face(code, face, synonym, reading, features))

    def near(self, title: str, place: str = "") -> list[Alike]:
        """Return the likest face of each matter that shares something with the title, the likest first."""
        key = (title, place)
        known = self._remembered.get(key)
        if known is not None:
            return known
        reading = read_name(title)
        if place and (shorter := read_name(title.replace(place, "", 1))) != reading and shorter:
            reading = shorter
        found = self._compare(reading)
        self._remembered[key] = found
        if len(self._remembered) > REMEMBERED:
            self._remembered.popitem(last=False)
        return found

    def _weight(self, feature: str) -> float:
        return math.log1p(len(self._faces) / (len(self._having.get(feature, ())) or 0.5))

    def _compare(self, reading: Reading) -> list[Alike]:
        best: dict[str, Alike] = {}
        for face in self._retrieve(reading):
            alike = self._alike(reading, face)
            other = best.get(alike.code)
            if other is None or _rank(alike) < _rank(other):
                best[alike.code] = alike
        return sorted(best.values(), key=lambda each: (-each.score, each.code))

    def _retrieve(self, reading: Reading) -> Iterator[_Face]:
        shared: defaultdict[int, float] = defaultdict(float)
        for feature in _features(reading):
            having = self._having.get(feature)
            if having and len(having) <= COMMON:
                weight = self._weight(feature)
                for number in having:
                    shared[number] += weight
        faces = self._faces
        likest = sorted(shared.items(), key=lambda each: (-each[1], faces[each[0]].code, faces[each[0]].name))
        return (faces[number] for number, _weight in likest[:CLOSELY])

    def _alike(self, reading: Reading, face: _Face) -> Alike:
        other, more, less = _differences(reading, face.reading)
        mine, theirs = reading.content | reading.said, face.reading.content | face.reading.said
        if mine == theirs:
            score = 100.0
        else:
            words = self._overlap(reading, face.reading)
            letters = max(
                fuzz.ratio(reading.text, face.reading.text),
                fuzz.ratio(reading.ordered, face.reading.ordered),
            )
            score = WORDS * 100 * words + (1 - WORDS) * letters
        return Alike(face.code, face.name, face.synonym, round(score, 1), other, more, less)

    def _overlap(self, mine: Reading, theirs: Reading) -> float:
        """Return the share of what both say in what either says, weighed by how telling it is."""
        both = alone = 0.0
        for word in mine.content | theirs.content:
            weight = self._weight(word)
            if word in mine.content and word in theirs.content:
                both += weight
            else:
                alone += weight
        for group, value in mine.said | theirs.said:
            weight = self._weight(f"{group}={value}")
            if (group, value) in mine.said and (group, value) in theirs.said:
                both += weight
            else:
                alone += weight
        return 2 * both / (2 * both + alone) if both else 0.0


def _rank(alike: Alike) -> tuple[int, float, bool, str]:
    """Order a matter's faces: one that nothing speaks against first, then the likest, the name before a synonym."""
    return (bool(alike.other or alike.more) * 2 + bool(alike.less), -alike.score, alike.synonym, alike.face)


def _differences(row: Reading, matter: Reading) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Return the groups in which the row says other than the matter, more, or less."""
    other: set[str] = set()
    more: set[str] = set()
    less: set[str] = set()
    if row.said != matter.said:
        for group in {group for group, _value in row.said ^ matter.said}:
            mine = {value for each, value in row.said if each == group}
            theirs = {value for each, value in matter.said if each == group}
            if not theirs:
                more.add(group)
            elif not mine:
                less.add(group)
            elif not mine < theirs:
                (more if mine > theirs else other).add(group)
    for group in {group for group, _value in row.hinted} & less:
        # 首次 against 换领: the row is not silent, it says another stage.
        if not row.hinted & matter.hinted:
            less.discard(group)
            other.add(group)
    return tuple(sorted(other)), tuple(sorted(more)), tuple(sorted(less))
