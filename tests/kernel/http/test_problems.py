"""Every refusal is a problem document for programs and a page for people, in both languages."""

import json

import pytest

from services_portal.kernel.errors import DomainError, all_errors, define_error
from services_portal.kernel.http import codes
from services_portal.kernel.http.problems import problem_document

pytestmark = pytest.mark.django_db


def test_an_unknown_api_path_answers_a_problem_document(client):
    response = client.get("/api/v1/nowhere/", headers={"X-Request-ID": "abc-12345", "Accept-Language": "en"})
    assert response.status_code == 404
    assert response["Content-Type"] == "application/problem+json"
    assert json.loads(response.content) == {
        "type": "/problems/not_found/",
        "title": "Not found",
        "status": 404,
        "detail": "There is nothing at this address, or nothing that you may see.",
        "code": "not_found",
        "instance": "urn:request:abc-12345",
    }


def test_the_language_follows_the_header(client):
    response = client.get("/api/v1/nowhere/")
    assert (json.loads(response.content)["title"], response["Content-Language"]) == ("未找到", "zh-hans")


def test_a_person_gets_a_page(client):
    response = client.get("/nowhere/", headers={"Accept": "text/html"})
    assert response.status_code == 404
    assert response["Content-Type"].startswith("text/html")
    assert "未找到" in response.content.decode()


@pytest.mark.parametrize("given", ["short", "x" * 65, "a b c d e f g h", "evil\"quote'"])
def test_a_malformed_request_id_is_replaced(client, given):
    response = client.get("/api/v1/nowhere/", headers={"X-Request-ID": given})
    assert response["X-Request-ID"] != given
    assert json.loads(response.content)["instance"] == f"urn:request:{response['X-Request-ID']}"


def test_every_code_has_its_page_in_both_languages(client):
    for error in all_errors():
        for language in ("zh-hans", "en"):
            response = client.get(f"/problems/{error.code}/", headers={"Accept-Language": language})
            assert response.status_code == 200, error.code
            assert error.code in response.content.decode()
    assert client.get("/problems/").status_code == 200
    assert client.get("/problems/no_such_code/").status_code == 404


def test_a_code_is_defined_once_and_snake_case():
    with pytest.raises(ValueError, match="twice"):
        define_error("not_found", status=404, title="x", explanation="x")
    with pytest.raises(ValueError, match="snake_case"):
        define_error("Not-Found", status=404, title="x", explanation="x")


def test_errors_by_field_and_params_are_carried():
    error = DomainError(codes.INVALID_REQUEST, errors={"name": ["too long"]}, params={"limit": 3})
    document = problem_document(error)
    assert (document["errors"], document["params"]) == ({"name": ["too long"]}, {"limit": 3})
