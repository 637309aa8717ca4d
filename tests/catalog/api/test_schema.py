"""The published bytes hold to the OpenAPI document, in both languages."""

import json
from functools import cache

import pytest
from drf_spectacular.generators import SchemaGenerator
from jsonschema import Draft202012Validator

pytestmark = pytest.mark.django_db


@cache
def document():
    return json.loads(json.dumps(SchemaGenerator().get_schema(request=None, public=True), default=str))


def closed(schema):
    """Return the schema with every object closed, so that a member that nobody described is found too."""
    if isinstance(schema, list):
        return [closed(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    found = {name: closed(part) for name, part in schema.items()}
    if found.get("type") == "object" and "properties" in found and "params" not in found["properties"]:
        found["additionalProperties"] = False
    return found


def faults(path, status, body, media="application/json"):
    answer = document()["paths"][path]["get"]["responses"][str(status)]["content"][media]["schema"]
    schema = {**closed(answer), "components": closed(document()["components"])}
    return [error.message for error in Draft202012Validator(schema).iter_errors(body)]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize(
    ("path", "url"),
    [
        ("/api/v1/topics/", "topics/"),
        ("/api/v1/life-events/", "life-events/"),
        ("/api/v1/life-events/{code}/", "life-events/home/?city=jinan"),
        ("/api/v1/items/", "items/"),
        ("/api/v1/items/", "items/?city=qingdao&limit=1"),
        ("/api/v1/items/{basic_code}/", "items/002017170005/?city=jinan"),
        ("/api/v1/items/{basic_code}/", "items/002017170001/?city=qingdao"),
        ("/api/v1/services/{service_id}/", "services/{service}/"),
    ],
)
def test_the_bytes_are_what_the_document_says(client, registry, path, url, language):
    answer = client.get(f"/api/v1/{url.format(service=registry.services[0].pk)}", headers={"accept-language": language})
    assert answer.status_code == 200
    assert faults(path, 200, answer.json()) == []


def test_the_check_can_fail(client, registry):
    body = client.get("/api/v1/items/?limit=1").json()
    body["results"][0].pop("title")
    body["results"][0]["colour"] = "red"
    assert len(faults("/api/v1/items/", 200, body)) == 2


def test_a_refusal_is_what_the_document_says(client, registry):
    answer = client.get("/api/v1/items/?city=atlantis")
    assert faults("/api/v1/items/", 404, answer.json(), "application/problem+json") == []
