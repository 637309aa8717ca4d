"""Reading pages as a person or a program does: by what they say and where they lead."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

from django.http import HttpResponse

VOID = frozenset(("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"))

INLINE = frozenset(("a", "b", "code", "span", "strong", "svg", "use"))


@dataclass
class Element:
    name: str
    attributes: dict[str, str]
    within: tuple[str, ...]
    parts: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """What is written inside, blanks made one."""
        return " ".join("".join(self.parts).split())


class Page(HTMLParser):
    """The elements of a page in order, each with the text inside it; a blank parts what stands on its own line."""

    def __init__(self, response: HttpResponse | None = None, html: str = "") -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[Element] = []
        self._open: list[Element] = []
        self.html = response.content.decode() if response is not None else html
        self.feed(self.html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_startendtag(tag, attrs)
        if tag not in VOID:
            self._open.append(self.elements[-1])

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._part(tag)
        attributes = {name: value or "" for name, value in attrs}
        self.elements.append(Element(tag, attributes, within=tuple(each.name for each in self._open)))

    def handle_endtag(self, tag: str) -> None:
        self._part(tag)
        while self._open and self._open.pop().name != tag:
            pass

    def _part(self, tag: str) -> None:
        if tag not in INLINE:
            self.handle_data(" ")

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.parts.append(data)

    def all(self, tag: str, /, **wanted: str) -> list[Element]:
        """Return the elements of a tag whose attributes hold the wanted values."""
        return [
            element
            for element in self.elements
            if element.name == tag
            and all(element.attributes.get(key.rstrip("_").replace("_", "-")) == value for key, value in wanted.items())
        ]

    def one(self, tag: str, /, **wanted: str) -> Element:
        """Return the only such element."""
        [found] = self.all(tag, **wanted)
        return found

    def says(self) -> str:
        """Return what is written on the page."""
        return self.one("body").text

    def links(self) -> list[str]:
        """Return where the page leads."""
        return [element.attributes["href"] for element in self.all("a")]
