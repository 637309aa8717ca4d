"""Recorded traffic: what systems sent, kept as they sent it, and what each adapter makes of it.

A recording is a folder ``recorded/<adapter>/<case>/`` with a ``case.toml``: the adapter's ``options`` (``{server}``
stands for the server's address), and either ``source``, a file or folder beside it, or ``answers`` in the order in
which they are asked for. ``expected.json`` holds the rows in our words, the findings, and the refusal.
"""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

from tests.cities.adapters.reading import Reading, manifest, read
from tests.cities.feed_server import Answer, Feed, serving

FOLDER = Path(__file__).parent / "recorded"


@dataclass
class Recording:
    """One recording."""

    folder: Path
    case: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.case = tomllib.loads((self.folder / "case.toml").read_text(encoding="utf-8"))

    @property
    def adapter(self) -> str:
        """The adapter's name."""
        return self.folder.parent.name

    @property
    def name(self) -> str:
        """What the recording is called."""
        return f"{self.adapter}-{self.folder.name}"

    @property
    def expected(self) -> dict[str, Any]:
        """What the adapter makes of it."""
        told: dict[str, Any] = json.loads((self.folder / "expected.json").read_text(encoding="utf-8"))
        return told

    def replay(self) -> dict[str, Any]:
        """Read the recording and return what came of it, in the shape of ``expected``."""
        if "answers" not in self.case:
            city = manifest(self.adapter, {"columns": {}, **self.case["options"]})
            return shape(read(city, self.folder / self.case["source"]))
        with serving(behaviour=self._answer) as feed:
            text = json.dumps(self.case["options"]).replace("{server}", feed.url.removesuffix("/items"))
            city = manifest(self.adapter, {"columns": {}, **json.loads(text)}, timeout_seconds=5)
            told = shape(read(city))
        assert feed.paths == [answer["ask"] for answer in self.case["answers"]]
        return told

    def _answer(self, feed: Feed, request: BaseHTTPRequestHandler) -> Answer:
        place = len(feed.asked) - 1
        answers = self.case["answers"]
        if place >= len(answers) or answers[place]["ask"] != request.path:
            return 404, {"Content-Type": "text/plain"}, b"not recorded"
        answer = answers[place]
        headers = {"Content-Type": answer["type"], **answer.get("headers", {})}
        return answer.get("status", 200), headers, (self.folder / answer["body"]).read_bytes()


def shape(reading: Reading) -> dict[str, Any]:
    """Return what came of a reading as JSON holds it."""
    return {
        "rows": reading.fields,
        "findings": [
            [found.code, str(found.severity), found.row, found.field, found.evidence] for found in reading.findings
        ],
        "refused": list(reading.refused) if reading.refused else None,
    }


def all_recordings() -> list[Recording]:
    """Return every recording, in the order of their names."""
    return [Recording(path.parent) for path in sorted(FOLDER.glob("*/*/case.toml"))]
