"""A city system that mirrors the registry by the change feed alone: `python -m …consumer <portal> <folder>`.

It knows nothing of this project. A page takes effect when ``state.json`` is replaced: the cursor of what follows, and
the places of all events so far. It ends when the feed has nothing more.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

LANGUAGES = ("zh-hans", "en")


def get(address: str, language: str = "zh-hans") -> bytes:
    with urlopen(Request(address, headers={"Accept-Language": language}), timeout=20) as answer:
        return bytes(answer.read())


def copy(portal: str, folder: Path, event: dict[str, object]) -> None:
    for language in LANGUAGES:
        file = folder / f"{event['service']}.{language}.json"
        try:
            body = None if event["kind"] == "retired" else get(f"{portal}{event['document']}", language)
        except HTTPError as error:
            if error.code != 410:
                raise
            body = None  # retired since; the event that says so follows
        if body is None:
            file.unlink(missing_ok=True)
        else:
            file.write_bytes(body)


def follow(portal: str, folder: Path) -> None:
    state_file = folder / "state.json"
    state = json.loads(state_file.read_bytes()) if state_file.exists() else {"next": None, "read": []}
    while True:
        page = json.loads(get(portal + (state["next"] or "/api/v1/catalogue/changes/?limit=7")))
        for event in page["results"]:
            copy(portal, folder, event)
        state = {"next": page["next"], "read": state["read"] + [event["position"] for event in page["results"]]}
        (folder / "state.new").write_text(json.dumps(state))
        (folder / "state.new").replace(state_file)
        if page["retry_after"]:
            return


if __name__ == "__main__":
    follow(sys.argv[1], Path(sys.argv[2]))
