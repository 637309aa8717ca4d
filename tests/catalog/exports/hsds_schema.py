"""The JSON Schema of a service of HSDS 3.2, made of the facts in hsds_3_2.txt.

Stricter than the standard's own in one thing: a field that it does not know is refused.
"""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from jsonschema import Draft202012Validator, FormatChecker

from cities.adapters.contrib.hsds.values import is_url

FACTS: Final = Path(__file__).with_name("hsds_3_2.txt")
FIELD: Final = re.compile(
    r"(?P<name>\w+?)(?P<number>#)?(?P<required>!)?(?:~(?P<format>[\w-]+))?(?:\|(?P<words>[\w,]+))?"
    r"(?:\[(?P<many>\w+)\])?(?:\{(?P<one>\w+)\})?"
)
# RFC 3986, as far as its signs go.
URI: Final = re.compile(r"[a-z][a-z0-9+.-]*:(?:[\w.~:/?#\[\]@!$&'()*+,;=-]|%[0-9A-F]{2})*", re.ASCII | re.IGNORECASE)
formats = FormatChecker(["uuid", "email"])
formats.checks("uri")(lambda value: not isinstance(value, str) or (URI.fullmatch(value) is not None and is_url(value)))
formats.checks("date-time", ValueError)(lambda value: datetime.fromisoformat(value).tzinfo is not None)


def _property(told: re.Match[str]) -> dict[str, Any]:
    if told["many"]:
        return {"type": "array", "items": {"$ref": f"#/$defs/{told['many']}"}}
    if told["one"]:
        return {"$ref": f"#/$defs/{told['one']}"}
    shape: dict[str, Any] = {"type": "number" if told["number"] else "string"}
    if told["format"]:
        shape["format"] = told["format"]
    if told["words"]:
        shape["enum"] = [word.replace("_", " ") for word in told["words"].split(",")]
    return shape


def _schema() -> dict[str, Any]:
    objects: dict[str, Any] = {}
    for line in FACTS.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        name, *fields = line.split()
        told = [FIELD.fullmatch(field) for field in fields]
        assert all(told), line
        known = [each for each in told if each is not None]
        objects[name] = {
            "type": "object",
            "properties": {each["name"]: _property(each) for each in known},
            "required": [each["name"] for each in known if each["required"]],
            "additionalProperties": False,
        }
    return {"$defs": objects, "$ref": "#/$defs/service"}


SERVICE: Final = Draft202012Validator(_schema(), format_checker=formats)
Draft202012Validator.check_schema(SERVICE.schema)


def faults(service: Any) -> list[str]:
    """Return what the schema has against a service."""
    return [f"{error.json_path}: {error.message}" for error in SERVICE.iter_errors(service)]
