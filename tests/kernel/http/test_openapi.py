"""The OpenAPI document knows every code and every operation's problem answer; its pages load nothing from elsewhere."""

import re

import pytest
import yaml
from jsonschema import Draft202012Validator

from services_portal.kernel.errors import all_errors

METHODS = {"get", "put", "post", "delete", "patch"}


@pytest.fixture
def document(client, db):
    response = client.get("/api/schema/")
    assert response.status_code == 200
    return yaml.safe_load(response.content)


def test_lists_every_code(document):
    assert document["components"]["schemas"]["ProblemCode"]["enum"] == [error.code for error in all_errors()]


def test_every_operation_may_answer_a_problem(document):
    operations = [o for path in document["paths"].values() for method, o in path.items() if method in METHODS]
    missing = [o["operationId"] for o in operations if "application/problem+json" not in str(o["responses"])]
    assert missing == []


def test_a_problem_document_fits_its_schema(client, document):
    problem = client.get("/api/v1/nowhere/").json()
    schema = {**document["components"]["schemas"]["Problem"], "components": document["components"]}
    Draft202012Validator(schema).validate(problem)


@pytest.mark.parametrize("path", ["/api/docs/", "/api/redoc/"])
def test_the_pages_load_only_our_own_assets(client, db, path):
    response = client.get(path)
    assert response.status_code == 200
    assets = re.findall(r'(?:src|href)="([^"]+)"', response.content.decode())
    assert assets
    assert [asset for asset in assets if asset.startswith(("http:", "https:", "//"))] == []


def test_the_page_lets_its_script_fetch_no_picture_from_elsewhere(client, db):
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', client.get("/api/redoc/").text)
    assert policy and "img-src 'self' data:" in policy[1] and "font-src 'self'" in policy[1]
