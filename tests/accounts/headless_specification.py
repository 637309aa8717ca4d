"""allauth's own specification of its headless API, held against every answer that the clients here are given.

What apps and browsers are written for is that document (OpenAPI 3.0, it comes with the library), not our settings and
adapters, which stand behind it: none of them may bend a status or a body away from it.
"""

from __future__ import annotations

import re
from copy import deepcopy
from functools import cache, reduce
from importlib.resources import files
from operator import getitem
from typing import Any, Final, NamedTuple

import httpx
import yaml
from jsonschema import Draft4Validator
from jsonschema.protocols import Validator

PROBLEM: Final = "application/problem+json"
# Limits answer at any path; the document names the status at few of them.
ANYWHERE: Final = {429}
# What the library answers and its document leaves out; the last of the flows is ours.
FLOWS_NOT_NAMED: Final = (
    "mfa_login_webauthn",
    "mfa_signup_webauthn",
    "mfa_trust",
    "password_reset_by_code",
    "reauthenticate_by_code",
)
NOT_NAMED: Final = {
    ("/auth/sessions", "delete", "400"): "Error",
    ("/account/password/change", "post", "200"): "AuthenticatedByPassword",
    ("/account/authenticators/recovery-codes", "post", "200"): "RecoveryCodes",
}


class Operation(NamedTuple):
    """A path of the document, as a pattern, and what it answers to one method."""

    path: re.Pattern[str]
    method: str
    answers: dict[str, Validator | None]


def hold(answer: httpx.Response) -> None:
    """Raise AssertionError unless the document knows this answer: its path, its status, and its body.

    A refusal of our own is a problem+json with a code: any client of the document takes it for the refusal that its
    status says, whether the document names that status here or not.
    """
    asked = answer.request
    assert asked is not None
    if answer.headers.get("Content-Type") == PROBLEM or answer.status_code in ANYWHERE:
        return
    said = f"{asked.method} {asked.url.path}: {answer.status_code}"
    found = [each for each in _operations() if each.path.fullmatch(asked.url.path) and each.method == asked.method]
    assert found, f"{said}: the document names no such operation"
    [operation] = found
    assert str(answer.status_code) in operation.answers, f"{said}: the document names {sorted(operation.answers)}"
    validator = operation.answers[str(answer.status_code)]
    if validator is not None:
        faults = [f"{fault.json_path}: {fault.message}" for fault in validator.iter_errors(answer.json())]
        assert not faults, f"{said}: {faults} in {answer.text}"


@cache
def _operations() -> list[Operation]:
    text = files("allauth.headless.spec").joinpath("doc", "openapi.yaml").read_text(encoding="utf-8")
    document = _as_json_schema(yaml.load(text, yaml.CSafeLoader))
    _amend(document)
    found = []
    for path, operations in document["paths"].items():
        pattern = re.compile(re.escape(path).replace(re.escape("{client}"), "(app|browser)"))
        for method, operation in operations.items():
            if "responses" in operation:
                answers = {str(status): _validator(document, said) for status, said in operation["responses"].items()}
                found.append(Operation(pattern, method.upper(), answers))
    return found


def _amend(document: dict[str, Any]) -> None:
    """Say what the library does where its document has not followed, and what is ours: a flow, the way to a city."""
    # Our own addresses: the way to a city, and back as any sign-in.
    paths = document["paths"]
    paths["/_allauth/{client}/v1/auth/city"] = {each: {"responses": {"200": {}}} for each in ("get", "post")}
    paths["/_allauth/{client}/v1/auth/city/answer"] = {
        "post": deepcopy(paths["/_allauth/{client}/v1/auth/login"]["post"])
    }
    flow = document["components"]["schemas"]["Flow"]["properties"]
    flow["id"]["enum"] += FLOWS_NOT_NAMED
    flow["is_pending"] = {"type": "boolean"}
    operations = [each for found in document["paths"].values() for each in found.values() if "responses" in each]
    for operation in operations:
        # At every path somebody may have to sign in first, or to show that it is he.
        operation["responses"]["401"] = _answer("Authentication")
    for (path, method, status), name in NOT_NAMED.items():
        document["paths"][f"/_allauth/{{client}}/v1{path}"][method]["responses"][status] = _answer(name)


def _answer(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/responses/{name}"}


def _validator(document: dict[str, Any], answer: dict[str, Any]) -> Validator | None:
    if "$ref" in answer:
        answer = reduce(getitem, answer["$ref"].removeprefix("#/").split("/"), document)
    schema = answer.get("content", {}).get("application/json", {}).get("schema")
    if schema is None:
        return None
    return Draft4Validator({**schema, "components": document["components"]})


def _as_json_schema(part: Any) -> Any:
    """Return a part of the document with what OpenAPI 3.0 says otherwise than JSON Schema said as that says it."""
    if isinstance(part, list):
        return [_as_json_schema(each) for each in part]
    if not isinstance(part, dict):
        return part
    # Its alternatives overlap, so that "exactly one of them" can hold for none.
    said = {"anyOf" if name == "oneOf" else name: _as_json_schema(each) for name, each in part.items()}
    return {"anyOf": [said, {"type": "null"}]} if said.pop("nullable", None) is True else said
