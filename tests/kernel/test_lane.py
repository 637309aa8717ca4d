"""The lane answers as the ordinary stack does, to the byte, and leaves to it what it cannot answer."""

from io import BytesIO

import pytest
from django.core.handlers.wsgi import WSGIHandler

from services_portal.kernel import lane
from tests.catalog.api.conftest import registry  # noqa: F401  a fixture

pytestmark = pytest.mark.django_db(transaction=True)  # the ordinary stack closes a connection found in a transaction
ID = "0190f3a2-7b1c-7000-8000-000000000000"


def ask(application, path, query="", method="GET", **extra):
    environ = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path.encode().decode("latin-1"),
        "QUERY_STRING": query,
        "SERVER_NAME": "testserver",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(),
        "HTTP_X_REQUEST_ID": ID,
        **extra,
    }
    seen = []
    body = b"".join(application(environ, lambda status, headers: seen.append((status, headers))))
    [(status, headers)] = seen
    return status, dict(headers), body


@pytest.fixture
def both():
    ordinary, passed = WSGIHandler(), []

    def behind(environ, start_response):
        passed.append(environ["PATH_INFO"])
        return ordinary(environ, start_response)

    return lane.PublicLane(behind), ordinary, passed


@pytest.mark.parametrize("language", ["zh-CN,zh;q=0.9", "en"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("items/", "city=jinan&limit=1"),
        ("items/", "q=%E5%85%AC%E7%A7%AF%E9%87%91&city=jinan"),
        ("items/002017170005/", "city=qingdao"),
        ("services/{service}/", ""),
        ("topics/", ""),
        ("life-events/home/", "city=jinan"),
    ],
)
def test_the_same_answer_from_both(both, registry, path, query, method, language):  # noqa: F811
    fast, ordinary, passed = both
    path = "/api/v1/" + path.format(service=registry.services[0].pk)
    mine, theirs = (ask(app, path, query, method, HTTP_ACCEPT_LANGUAGE=language) for app in (fast, ordinary))
    assert mine == theirs
    assert (mine[0], mine[1]["X-Request-ID"], passed) == ("200 OK", ID, [])
    held = {"HTTP_IF_NONE_MATCH": f'"x", W/{mine[1]["ETag"]}', "HTTP_ACCEPT_LANGUAGE": language}
    again = [ask(app, path, query, **held) for app in (fast, ordinary)]
    again[1][1].pop("Content-Length")  # CommonMiddleware says 0; a 304 need not say anything
    assert again[0] == again[1]
    assert (again[0][0], again[0][2], passed) == ("304 Not Modified", b"", [])


@pytest.mark.parametrize(
    ("path", "query", "method", "status"),
    [
        ("/api/v1/items/", "city=atlantis", "GET", "404 Not Found"),
        ("/api/v1/items/", "cursor=x", "GET", "400 Bad Request"),
        ("/api/v1/items/公积金/", "", "GET", "404 Not Found"),
        ("/api/v1/items/", "", "POST", "405 Method Not Allowed"),
        ("/api/v1/cities/", "", "GET", "200 OK"),
    ],
)
def test_the_rest_is_left_to_the_ordinary_stack(both, registry, path, query, method, status):  # noqa: F811
    fast, _ordinary, passed = both
    assert ask(fast, path, query, method)[0] == status
    assert passed == [path.encode().decode("latin-1")]


def test_a_fault_is_left_to_the_ordinary_stack(both, registry, monkeypatch):  # noqa: F811
    fast, _ordinary, passed = both
    monkeypatch.setattr("catalog.api.views.parse_limit", lambda _text: 1 // 0)
    status, _headers, body = ask(fast, "/api/v1/items/")
    assert (status, passed) == ("500 Internal Server Error", ["/api/v1/items/"])
    assert b'"internal_error"' in body


def test_a_request_that_must_be_encrypted_is_left_to_the_ordinary_stack(both, registry, settings):  # noqa: F811
    fast, _ordinary, passed = both
    settings.SECURE_SSL_REDIRECT = True
    ask(fast, "/api/v1/items/")
    assert passed == ["/api/v1/items/"]
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert ask(fast, "/api/v1/items/", HTTP_X_FORWARDED_PROTO="https")[0] == "200 OK"
    assert len(passed) == 1


@pytest.mark.parametrize(
    ("held", "status"), [("*", "304 Not Modified"), ('"other"', "200 OK"), ("", "200 OK"), ("nonsense", "200 OK")]
)
def test_conditional_requests(both, registry, held, status):  # noqa: F811
    assert ask(both[0], "/api/v1/topics/", HTTP_IF_NONE_MATCH=held)[0] == status
