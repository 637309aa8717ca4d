"""Passwords known from breaches are refused wherever a password is set, without asking anybody outside."""

from __future__ import annotations

import gzip
import hashlib
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts import checks
from accounts.models import User
from accounts.passwords.breached import BreachedList, BreachedListError, build, is_breached
from accounts.passwords.breached.known import HEADER, WIDTH
from tests.accounts.clients import codes
from tests.accounts.inbox import mailed_code
from tests.accounts.journeys import EMAIL, PASSWORD, sign_up_by_email

WORDS = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1, max_size=12)


def digest(word: str) -> str:
    return hashlib.sha1(word.encode(), usedforsecurity=False).hexdigest()


@given(st.sets(WORDS, max_size=40), st.sets(WORDS, max_size=10), st.integers(1, 7))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_a_list_holds_what_it_was_made_of_and_nothing_else(tmp_path: Path, words, others, run) -> None:
    source, output = tmp_path / "words.txt", tmp_path / "list.bin"
    source.write_text("".join(f"{word}\n" for word in [*words, *words]), encoding="utf-8")

    assert build([source], output, run=run) == len(words)

    known = BreachedList(output)
    assert all(known.holds(word) for word in words)
    assert not any(known.holds(word) for word in others - words)
    assert list(known) == sorted(known)
    assert list(tmp_path.iterdir()) == [source, output] or list(tmp_path.iterdir()) == [output, source]


def test_digests_with_their_counts_and_words_make_one_list(tmp_path: Path) -> None:
    counted, words = tmp_path / "pwned.txt", tmp_path / "words.txt.gz"
    counted.write_text(f"{digest('often').upper()}:120\n{digest('seldom')}:3\n{digest('both')}:50\n")
    words.write_bytes(gzip.compress("密码\nboth\n".encode()))

    call_command("breached_passwords_build", counted, words, output=tmp_path / "list.bin", least=10)

    known = BreachedList(tmp_path / "list.bin")
    assert len(known) == 3
    assert [known.holds(word) for word in ("often", "密码", "both", "seldom")] == [True, True, True, False]


def test_a_failed_build_leaves_the_list_as_it_was(tmp_path: Path) -> None:
    output, source = tmp_path / "list.bin", tmp_path / "words.txt"
    source.write_text("before\n")
    build([source], output)
    source.write_bytes(b"after\n\xff\n")
    with pytest.raises(CommandError):
        call_command("breached_passwords_build", source, output=output)
    assert BreachedList(output).holds("before")
    assert sorted(tmp_path.iterdir()) == [output, source]


@pytest.mark.parametrize(
    "damage",
    [
        lambda octets: b"",
        lambda octets: octets[: HEADER.size - 1],
        lambda octets: octets[:-1],
        lambda octets: octets + bytes(WIDTH),
        lambda octets: b"X" + octets[1:],
        lambda octets: octets[:8] + b"\2" + octets[9:],
    ],
)
def test_a_damaged_list_is_refused_and_stops_the_start(tmp_path: Path, settings, damage) -> None:
    source, output = tmp_path / "words.txt", tmp_path / "list.bin"
    source.write_text("one\ntwo\n")
    build([source], output)
    output.write_bytes(damage(output.read_bytes()))
    with pytest.raises(BreachedListError):
        BreachedList(output)
    settings.PORTAL_BREACHED_PASSWORDS = str(output)
    assert [message.id for message in checks.check_breached_passwords(None)] == ["accounts.E020"]
    settings.PORTAL_BREACHED_PASSWORDS = str(tmp_path / "nothing")
    assert [message.id for message in checks.check_breached_passwords(None)] == ["accounts.E020"]


def test_the_list_that_comes_along() -> None:
    assert checks.check_breached_passwords(None) == []
    assert is_breached("1qaz2wsx3edc")
    assert is_breached("Qwertyuiop")
    assert not is_breached(PASSWORD)


@pytest.mark.django_db(transaction=True)
def test_no_account_opens_with_a_breached_password(new_app) -> None:
    refused = new_app().call("POST", "/auth/signup", {"email": EMAIL, "password": "1234567890qwerty"})
    assert (refused.status_code, codes(refused)) == (400, ["password_breached"])
    assert "1234567890qwerty" not in refused.text
    assert not User.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_no_password_is_changed_or_reset_to_a_breached_one(new_app) -> None:
    app = new_app()
    sign_up_by_email(app)
    before = User.objects.get().password
    body = {"current_password": PASSWORD, "new_password": "1234567890qwerty"}
    assert codes(app.call("POST", "/account/password/change", body)) == ["password_breached"]

    other = new_app()
    assert other.call("POST", "/auth/password/request", {"email": EMAIL}).status_code == 401
    body = {"key": mailed_code(EMAIL), "password": "1234567890qwerty"}
    assert codes(other.call("POST", "/auth/password/reset", body)) == ["password_breached"]
    assert User.objects.get().password == before
