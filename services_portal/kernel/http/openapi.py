"""What drf-spectacular cannot know: every operation may answer a problem document, and which codes there are."""

from __future__ import annotations

from typing import Any

from services_portal.kernel.errors import all_errors
from services_portal.kernel.http.problems import CONTENT_TYPE

PROBLEM_SCHEMA: dict[str, Any] = {
    "type": "object",
    "description": "A refusal or fault (RFC 9457). `type` is a page that explains `code`.",
    "required": ["type", "title", "status", "detail", "code", "instance"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": {"type": "string"},
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "detail": {"type": "string"},
        "code": {"$ref": "#/components/schemas/ProblemCode"},
        "instance": {"type": "string", "description": "URN of the request's log id."},
        "errors": {"type": "object", "additionalProperties": True, "description": "Messages by field."},
        "params": {"type": "object", "additionalProperties": True},
    },
}
METHODS = frozenset({"get", "put", "post", "delete", "patch"})


def _code_schema() -> dict[str, Any]:
    errors = list(all_errors())
    lines = "\n".join(f"* `{error.code}` ({error.status})" for error in errors)
    return {"type": "string", "enum": [error.code for error in errors], "description": lines}


def add_problems(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """Post-processing hook: add the problem schema, and a ``default`` problem response to every operation."""
    schemas = result.setdefault("components", {}).setdefault("schemas", {})
    schemas["Problem"] = PROBLEM_SCHEMA
    schemas["ProblemCode"] = _code_schema()
    content = {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for path in result.get("paths", {}).values():
        for method, operation in path.items():
            if method in METHODS:
                problem = {"description": "A problem document.", "content": content}
                operation["responses"].setdefault("default", problem)
    return result
