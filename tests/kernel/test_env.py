"""The typed environment helper."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from services_portal.kernel import env


def test_reads_each_type(monkeypatch):
    monkeypatch.setenv("T_INT", "7")
    monkeypatch.setenv("T_BOOL", "Yes")
    monkeypatch.setenv("T_LIST", "a, b,,c")
    monkeypatch.setenv("T_JSON", '{"k": [1]}')
    assert env.int_("T_INT") == 7
    assert env.bool_("T_BOOL") is True
    assert env.list_("T_LIST") == ["a", "b", "c"]
    assert env.json("T_JSON") == {"k": [1]}


def test_default_stands_in_only_when_unset(monkeypatch):
    monkeypatch.delenv("T_INT", raising=False)
    assert env.int_("T_INT", 3) == 3
    monkeypatch.setenv("T_BOOL", "")
    assert env.bool_("T_BOOL", True) is False


def test_secret_from_file_loses_only_its_newline(monkeypatch, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text(" s3cret \n", encoding="utf-8")
    monkeypatch.setenv("T_KEY_FILE", str(secret))
    assert env.str_("T_KEY") == " s3cret "


@pytest.mark.parametrize(
    ("variables", "read", "words"),
    [
        ({}, lambda: env.str_("T_KEY"), "T_KEY (or T_KEY_FILE) is required"),
        ({"T_KEY": "x"}, lambda: env.int_("T_KEY"), "T_KEY is malformed"),
        ({"T_KEY": "maybe"}, lambda: env.bool_("T_KEY"), "T_KEY is malformed: expected one of"),
        ({"T_KEY": "{"}, lambda: env.json("T_KEY"), "T_KEY is malformed"),
        ({"T_KEY": "x", "T_KEY_FILE": "/nowhere"}, lambda: env.str_("T_KEY"), "Both T_KEY and T_KEY_FILE"),
        ({"T_KEY_FILE": "/nowhere/at/all"}, lambda: env.str_("T_KEY"), "T_KEY_FILE cannot be read"),
    ],
)
def test_a_bad_variable_is_named(monkeypatch, variables, read, words):
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(ImproperlyConfigured) as caught:
        read()
    assert words in str(caught.value)
