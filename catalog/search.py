"""Plain word search over the basic directory, without any extension of PostgreSQL.

A matter's vector (``tsvector('simple')``) holds, for every Chinese run of its title, summary, synonyms and topic, the
single characters, the bigrams, and the words that jieba finds; for every Latin run, the lower-case word. A query is cut
into words the same way; each Chinese word must occur with all its bigrams, each Latin word as a beginning.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, Final

from services_portal.kernel import rawsql

MAX_QUERY: Final = 100
MAX_LEXEME: Final = 60
RUN: Final = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+|[a-z0-9]+")
CHINESE: Final = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
# Words that carry no matter: how people ask, not what they ask for.
ASKING: Final = (
    "的 了 吗 呢 啊 我 要 想 怎么 怎样 如何 怎么办 办理 办 哪里 哪儿 在哪 什么 需要 可以 能 去 到 和 与 及 或 是 "
    "a an the of for to in on at and or how do i can where what is my"
)
STOP: Final = frozenset(ASKING.split(" "))
UPDATE: Final = """
UPDATE catalog_basicitem i SET search = n.vector::tsvector
FROM unnest(%b::uuid[], %b::text[]) AS n(id, vector)
WHERE i.id = n.id AND i.search IS DISTINCT FROM n.vector::tsvector
"""


@cache
def _jieba() -> Any:
    import jieba

    jieba.setLogLevel("WARNING")
    jieba.initialize()
    return jieba


def runs(text: str) -> Iterator[str]:
    """Yield the Chinese and the Latin runs of a text, full-width forms narrowed, in lower case."""
    for match in RUN.finditer(unicodedata.normalize("NFKC", text).lower()):
        yield match[0]


def lexemes(text: str) -> Iterator[str]:
    """Yield what is stored of a text."""
    for run in runs(text):
        if not CHINESE.match(run):
            yield run[:MAX_LEXEME]
            continue
        yield from run
        yield from bigrams(run)
        yield from (word for word in _jieba().cut_for_search(run) if len(word) > 2)


def bigrams(run: str) -> Iterator[str]:
    """Yield each two neighbouring characters."""
    return (run[at : at + 2] for at in range(len(run) - 1))


def vector(texts: Iterable[str]) -> str:
    """Return the text of a tsvector for these texts, without positions."""
    found = sorted({lexeme for text in texts for lexeme in lexemes(text)})
    return " ".join(f"'{lexeme}'" for lexeme in found)


def query(text: str) -> str | None:
    """Return the text of a tsquery for what a person typed, or None where nothing can be searched for.

    Words that only ask are left out unless nothing else is there.
    """
    words = [word for run in runs(text[:MAX_QUERY]) for word in _cut(run)]
    wanted = [word for word in words if not _only_asks(word)] or words
    terms = dict.fromkeys(term for word in wanted for term in _terms(word))
    return " & ".join(terms) or None


def _only_asks(word: str) -> bool:
    """Whether a word carries no matter, by itself or, as 我要, by each of its characters."""
    return word in STOP or (CHINESE.match(word) is not None and STOP.issuperset(word))


def _cut(run: str) -> Iterable[str]:
    return _jieba().cut(run) if CHINESE.match(run) else (run,)


def _terms(word: str) -> Iterator[str]:
    if not CHINESE.match(word):
        yield f"'{word[:MAX_LEXEME]}':*"
    elif len(word) == 1:
        yield f"'{word}'"
    else:
        yield from (f"'{pair}'" for pair in bigrams(word))


def item_texts(item: Any, topic_name: dict[str, str] | None) -> Iterator[str]:
    """Yield the texts of a matter that are searched."""
    yield item.code
    for text in (item.title, item.summary, topic_name or {}):
        yield from text.values()
    yield from item.synonyms


def write_vectors(items: Iterable[Any]) -> int:
    """Write the vectors of these matters (with ``topic`` at hand) and return how many changed."""
    rows = [(item.pk, vector(item_texts(item, item.topic.name if item.topic else None))) for item in items]
    return rawsql.execute(UPDATE, [[pk for pk, _v in rows], [v for _pk, v in rows]]) if rows else 0
