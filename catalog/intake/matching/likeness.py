"""How like a title is to the names and synonyms of the directory.

Candidates come from an inverted index over words (jieba) and pairs of characters, each weighed by how few names have
it; the few that share most are compared word by word and character by character. Nothing here depends on the order in
which the directory was read.
"""

from __future__ import annotations

import math
import re
from collections import OrderedDict, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from heapq import nsmallest
from typing import Final

from rapidfuzz import fuzz

from catalog.intake.matching.words import Reading, Said, read_name, table
from catalog.search import bigrams

# So many faces are compared closely; a word that more faces have finds none by itself where rarer ones have found some.
CLOSELY: Final = 8
CLOSELY_FOR_PEOPLE: Final = 24
COMMON: Final = 60
# How much whole words weigh against single characters; settled on the tuning half of the labelled pairs.
WORDS: Final = 0.7
REMEMBERED: Final = 16384
# What is less like a title is never believed, whatever else speaks for it; what is so far behind the best is no rival.
FAR: Final = 50.0
RIVALS: Final = 40.0
# A name that joins several things is not the name of one of them.
_JOINED: Final = re.compile(r"[及和与、/]")
FIRST: Final = ("act", "first")
_BRACKET: Final = re.compile(r"[(（][^()（）]*[)）]")


Groups = tuple[str, ...]


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
    # Whether the title says nothing that the face does not, though it may say less; what it is about besides.
    within: bool = False
    besides: tuple[str, ...] = ()
    # Whether what the title is silent about is often left out of names.
    slight: bool = True

    @property
    def contradicted(self) -> bool:
        """Whether the title says other or more than the face, so that it is another matter."""
        return bool(self.other or self.more)


@dataclass(frozen=True, slots=True)
class _Face:
    code: str
    name: str
    synonym: bool
    reading: Reading
    words: frozenset[str]
    # How the matter itself is named: another name is often short, and silent about what tells the matter apart.
    named: Reading
    # What goes without saying: a matter for enterprises alone need not name them.
    implied: Said
    said: dict[str, set[str]]
    named_said: dict[str, set[str]]


def _names(name: str) -> Iterator[str]:
    """Yield the name, and without its brackets where these tell nothing apart (参保登记（增减员申报）)."""
    yield name
    inside = read_name(" ".join(_BRACKET.findall(name)))
    if inside.content and not inside.said and not inside.hinted:
        yield _BRACKET.sub("", name)


def _words(reading: Reading) -> frozenset[str]:
    """Return what weighs: the words of the content, and those that tell matters apart, as one kind of thing."""
    return reading.content | {f"{group}={value}" for group, value in reading.said}


class Likeness:
    """The names and synonyms of a directory, ready to be compared with."""

    def __init__(self) -> None:
        self._faces: list[_Face] = []
        self._having: defaultdict[str, list[int]] = defaultdict(list)
        self._pairs: defaultdict[str, list[int]] = defaultdict(list)
        self._weights: dict[str, float] = {}
        self._totals: list[float] = []
        self._remembered: OrderedDict[tuple[str, str, bool], list[Alike]] = OrderedDict()

    def add(self, code: str, name: str, synonyms: Iterable[str], implied: Said = frozenset()) -> None:
        """Take in one more matter's names, and what it says without words."""
        self._remembered.clear()
        self._weights.clear()
        self._totals.clear()
        named = read_name(name)
        by_name = _by_group(named)
        for face, synonym in (*((each, False) for each in _names(name)), *((each, True) for each in synonyms)):
            reading = read_name(face)
            if not reading:
                continue
            words = _words(reading)
            for word in words:
                self._having[word].append(len(self._faces))
            for pair in set(bigrams(reading.text)):
                self._pairs[pair].append(len(self._faces))
            self._faces.append(
                _Face(code, face, synonym, reading, words, named, implied - reading.said, _by_group(reading), by_name)
            )

    def near(self, title: str, place: str = "", *, widely: bool = False) -> list[Alike]:
        """Return the likest face of each matter that shares something with the title, the likest first.

        ``widely`` looks further, for people: also at what a telling word speaks against, what is far, and what shares
        only two neighbouring characters.
        """
        key = (title, place, widely)
        known = self._remembered.get(key)
        if known is not None:
            return known
        reading = read_name(title)
        if place and (shorter := read_name(title.replace(place, "", 1))) != reading and shorter:
            reading = shorter
        found = self._compare(reading, widely=widely)
        self._remembered[key] = found
        if len(self._remembered) > REMEMBERED:
            self._remembered.popitem(last=False)
        return found

    def _weight(self, word: str) -> float:
        """Return how telling a word is: the fewer names have it, the more; one that none has, the most."""
        weight = self._weights.get(word)
        if weight is None:
            having = self._having.get(word)
            weight = math.log1p(len(self._faces) / (len(having) if having else 0.5))
            if having:
                self._weights[word] = weight
        return weight

    def _weigh(self, words: Iterable[str]) -> float:
        """Return what the words weigh together, to the last bit the same in whatever order a set gives them."""
        return math.fsum(map(self._weight, words))

    def _compare(self, reading: Reading, *, widely: bool) -> list[Alike]:
        best: dict[str, Alike] = {}
        floor, said = (0.0 if widely else FAR), _by_group(reading)
        for face, overlap in self._retrieve(reading, widely=widely):
            plainly = not widely and not face.implied & reading.said
            if plainly and (_reach(overlap) < floor or _speaks_against(said, face)):
                continue
            alike = self._alike(reading, face, overlap)
            other = best.get(alike.code)
            if other is None or _rank(alike) < _rank(other):
                best[alike.code] = alike
                if not widely and alike.score >= FAR:
                    floor = min(floor, alike.score - RIVALS)
        return sorted(best.values(), key=lambda each: (-each.score, each.code))

    def _retrieve(self, reading: Reading, *, widely: bool) -> list[tuple[_Face, float]]:
        """Return the faces that share most, the first the most: the share of what both say in what either says."""
        words = _words(reading)
        shared = self._sharing(words)
        if widely:
            for pair in set(bigrams(reading.text)):
                for number in self._pairs.get(pair, ()):
                    shared.setdefault(number, 0.0)
        if not self._totals:
            self._totals = [self._weigh(face.words) for face in self._faces]
        own, faces, totals = self._weigh(words), self._faces, self._totals
        ranked = (
            (-2 * both / (own + totals[number]), faces[number].code, faces[number].name, number)
            for number, both in shared.items()
        )
        likest = nsmallest(CLOSELY_FOR_PEOPLE if widely else CLOSELY, ranked)
        return [(faces[number], -overlap) for overlap, _code, _name, number in likest]

    def _sharing(self, words: Iterable[str]) -> dict[int, float]:
        """Return the faces that have a telling word of these, with the weight of all that they have in common."""
        known = sorted((len(self._having[word]), word) for word in words if word in self._having)
        shared: dict[int, float] = {}
        for having, word in known:
            weight = self._weight(word)
            if having <= COMMON or not shared:
                for number in self._having[word]:
                    shared[number] = shared.get(number, 0.0) + weight
            else:
                for number in shared:
                    if word in self._faces[number].words:
                        shared[number] += weight
        return shared

    def _alike(self, reading: Reading, face: _Face, overlap: float) -> Alike:
        if face.implied & reading.said:
            reading = replace(reading, said=reading.said - face.implied)
            overlap = self._overlap(_words(reading), face.words)
        other, more, less = _differences(reading, face.reading)
        if face.synonym:
            other, more, less = _by_another_name(reading, face, other, more, less)
        besides = tuple(sorted(reading.content - face.reading.content))
        if not besides and reading.content == face.reading.content and reading.said == face.reading.said:
            score = 100.0
        else:
            letters = max(
                fuzz.ratio(reading.text, face.reading.text),
                fuzz.ratio(reading.ordered, face.reading.ordered),
            )
            score = WORDS * 100 * overlap + (1 - WORDS) * letters
        within = not (besides or other or more or less or _JOINED.search(face.name))
        slight = all(_often_left_out(face.reading, group) for group in less)
        return Alike(face.code, face.name, face.synonym, round(score, 1), other, more, less, within, besides, slight)

    def _overlap(self, mine: frozenset[str], theirs: frozenset[str]) -> float:
        both = self._weigh(mine & theirs)
        return 2 * both / (2 * both + self._weigh(mine ^ theirs)) if both else 0.0


def _by_group(reading: Reading) -> dict[str, set[str]]:
    """Return the telling words of a name by their groups."""
    groups: dict[str, set[str]] = {}
    for group, value in reading.said:
        groups.setdefault(group, set()).add(value)
    return groups


def _speaks_against(said: dict[str, set[str]], face: _Face) -> bool:
    """Whether a title says a telling word that the face, or the matter's own name, does not: quickly found out."""
    for group, mine in said.items():
        theirs = face.said.get(group)
        if theirs is None or not mine <= theirs:
            return True
        if face.synonym and not mine <= face.named_said.get(group, mine):
            return True
    return False


def _often_left_out(matter: Reading, group: str) -> bool:
    said = {value for each, value in matter.said if each == group}
    return bool(said) and said <= table().groups[group].may_be_left_out


def _reach(overlap: float) -> float:
    """Return the best score that a face can have which shares so much."""
    return 100 * (WORDS * overlap + 1 - WORDS)


def _rank(alike: Alike) -> tuple[int, float, bool, str]:
    """Order a matter's faces: one that nothing speaks against first, then the likest, the name before a synonym."""
    return (bool(alike.other or alike.more) * 2 + bool(alike.less), -alike.score, alike.synonym, alike.face)


def _by_another_name(reading: Reading, face: _Face, *told: Groups) -> tuple[Groups, Groups, Groups]:
    """Return the differences to a synonym, hardened by those to the matter's own name.

    Another name is short: what is written otherwise than the matter's name may only leave away what names nothing.
    """
    own = _differences(reading, face.named)
    silent = tuple(group for group in own[2] if table().groups[group].names)
    together = zip(told, (own[0], own[1], silent), strict=True)
    other, more, less = (tuple(sorted({*mine, *theirs})) for mine, theirs in together)
    return other, more, less


def _differences(row: Reading, matter: Reading) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Return the groups in which the row says other than the matter, more, or less."""
    if row.said == matter.said and row.hinted == matter.hinted:
        return (), (), ()
    other: set[str] = set()
    more: set[str] = set()
    less: set[str] = set()
    for group in {group for group, _value in row.said ^ matter.said}:
        mine = {value for each, value in row.said if each == group}
        theirs = {value for each, value in matter.said if each == group}
        if not theirs:
            more.add(group)
        elif not mine:
            less.add(group)
        elif not mine < theirs or table().groups[group].whole:
            (more if mine > theirs else other).add(group)
    for group in {group for group, _value in row.hinted} & less:
        # 首次 against 换领: the row is not silent, it says another stage.
        if not row.hinted & matter.hinted:
            less.discard(group)
            other.add(group)
    if FIRST in matter.hinted and FIRST not in row.hinted and not any(group == "act" for group, _value in row.said):
        # 签发 may be the first as well as a later one, where the matter is only the first.
        less.add("act")
    return tuple(sorted(other)), tuple(sorted(more)), tuple(sorted(less))
