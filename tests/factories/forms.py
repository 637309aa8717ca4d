"""Reading a served form as a browser does."""

from __future__ import annotations

from html.parser import HTMLParser


class _Form(HTMLParser):
    """Collects the fields of one form that a browser would send without a button pressed."""

    def __init__(self, form_id: str) -> None:
        super().__init__()
        self.form_id = form_id
        self.values: dict[str, str] = {}
        self.inside = self.template = False
        self.area: str | None = None
        self.select: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self.inside = given.get("id") == self.form_id
        if tag == "template":
            self.template = True
        if not self.inside or self.template:
            return
        name, value = given.get("name") or "", given.get("value") or ""
        if tag == "input" and name:
            self._input(given.get("type") or "text", name, value, "checked" in given)
        elif tag == "textarea":
            self.area, self.values[name] = name, ""
        elif tag == "select":
            self.select = name
        elif tag == "option" and self.select and ("selected" in given or self.select not in self.values):
            self.values[self.select] = value

    def _input(self, kind: str, name: str, value: str, checked: bool) -> None:
        if kind in ("checkbox", "radio"):
            if checked:
                self.values[name] = value or "on"
        elif kind not in ("submit", "button", "file"):
            self.values[name] = value

    def handle_data(self, data: str) -> None:
        if self.area is not None:
            self.values[self.area] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self.area is not None:
            # A line feed right after the opening tag is markup, not content.
            self.values[self.area] = self.values[self.area].removeprefix("\n").removeprefix("\r\n")
            self.area = None
        elif tag == "select":
            self.select = None
        elif tag == "template":
            self.template = False


def values_of(page: str, form_id: str) -> dict[str, str]:
    """Return the values of the form, by name."""
    parser = _Form(form_id)
    parser.feed(page)
    assert parser.values, f"no form {form_id!r}"
    return parser.values
