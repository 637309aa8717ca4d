"""`docs/openapi.yaml` is the contract that clients were given: the code may not drift from it unannounced."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from django.conf import settings
from django.utils import translation
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiYamlRenderer

DOCUMENT = settings.BASE_DIR / "docs" / "openapi.yaml"
METHODS = ("get", "put", "post", "patch", "delete")


def generated() -> str:
    with translation.override("en"):
        schema = SchemaGenerator().get_schema(request=None, public=True)
        return OpenApiYamlRenderer().render(schema, renderer_context={}).decode()


def breaking_changes(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """What a client of ``before`` would miss in ``after``: operations, properties, codes; new required parameters."""
    lost = []
    for path, members in before["paths"].items():
        for method in METHODS:
            if method not in members:
                continue
            now = after["paths"].get(path, {}).get(method)
            if now is None:
                lost.append(f"{method} {path}")
                continue
            old_names = {parameter["name"] for parameter in members[method].get("parameters", [])}
            lost += [
                f"{method} {path} requires {parameter['name']}"
                for parameter in now.get("parameters", [])
                if parameter.get("required") and parameter["name"] not in old_names
            ]
    for name, schema in before["components"]["schemas"].items():
        now = after["components"]["schemas"].get(name, {})
        lost += [f"{name}.{field}" for field in schema.get("properties", {}) if field not in now.get("properties", {})]
        lost += [f"{name} = {value}" for value in schema.get("enum", []) if value not in now.get("enum", [])]
    return lost


def test_the_document_says_what_the_code_does():
    committed, current = DOCUMENT.read_text(encoding="utf-8"), generated()
    lost = breaking_changes(yaml.safe_load(committed), yaml.safe_load(current))
    assert lost == [], "breaks clients: announce it in CHANGELOG.md, then run `make schema`"
    assert current == committed, "run `make schema` and commit docs/openapi.yaml"


@pytest.mark.parametrize(
    ("breach", "words"),
    [
        (lambda d: d["paths"].pop("/api/v1/cities/"), ["get /api/v1/cities/"]),
        (lambda d: d["components"]["schemas"]["City"]["properties"].pop("zone"), ["City.zone"]),
        (lambda d: d["components"]["schemas"]["ProblemCode"]["enum"].remove("not_found"), ["ProblemCode = not_found"]),
    ],
)
def test_a_breaking_change_is_named(breach, words):
    before, after = yaml.safe_load(generated()), yaml.safe_load(generated())
    breach(after)
    assert breaking_changes(before, after) == words
