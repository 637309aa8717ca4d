"""What is kept of an old password, and what it costs to open."""

from __future__ import annotations

import hashlib
import json
from base64 import b64encode

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from accounts.passwords import MalformedHashError, identify, schemes, seal, verify
from accounts.passwords.steps import Phpass


def md5(octets: bytes) -> str:
    return hashlib.md5(octets, usedforsecurity=False).hexdigest()


SCHEMES = [scheme.name for scheme in schemes]
STARTS = ["", "$P$9", "$S$C", "U$S$", "{SSHA}", "{bcrypt}$2a$10$", "{scrypt}$e0801$", "$2b$10$", "$argon2id$v=19$m=8,"]
STARTS += ["$scrypt$ln=99,r=8,p=1$", "$pbkdf2-sha256$9999999999$", "pbkdf2_sha256$1$", "scrypt$4096$", "AQAAAAI"]
TEXTS = st.builds(str.__add__, st.sampled_from(STARTS), st.text(max_size=120))


@settings(deadline=None)
@given(st.sampled_from(SCHEMES), TEXTS, st.text(max_size=8), st.sampled_from(["utf-8", "gbk"]))
def test_any_text_is_sealed_or_refused_with_the_one_error(scheme: str, stored: str, salt: str, encoding: str) -> None:
    try:
        sealed = seal(scheme, stored, salt, encoding=encoding)
    except MalformedHashError as error:
        assert str(error) == f"malformed password hash: {error.reason}"
        assert error.reason in {"scheme", "form", "work", "encoding"}
    else:
        assert sealed.isascii()
        verify(sealed, "a password")


@given(TEXTS)
@example('{"steps":[],"encoding":"utf-8","digest":""}')
@example(
    '{"steps":[{"step":"scrypt","n":1099511627776,"r":8,"p":1,"salt":"","length":32}],"encoding":"utf-8","digest":""}'
)
@example('{"steps":[{"step":"digest","algorithm":"shake_128"}],"encoding":"utf-8","digest":""}')
@example('{"steps":[{"step":"digest","algorithm":"md5"}],"encoding":"rot13","digest":""}')
@example("[" * 100_000)
def test_verify_refuses_what_seal_never_wrote(sealed: str) -> None:
    with pytest.raises(MalformedHashError) as caught:
        verify(sealed, "a password")
    assert caught.value.reason == "sealed"


@given(st.text(max_size=200))
def test_identify_never_fails(stored: str) -> None:
    assert set(identify(stored)) <= set(SCHEMES)


@pytest.mark.parametrize(
    ("scheme", "stored"),
    [
        ("scrypt", f"$scrypt$ln=40,r=8,p=1$c2FsdA${'A' * 43}"),
        ("scrypt", f"$scrypt$ln=20,r=8,p=1$c2FsdA${'A' * 43}"),
        ("scrypt", f"$scrypt$ln=10,r=134217728,p=8$c2FsdA${'A' * 43}"),
        ("django", f"scrypt$1099511627776$salt$8$1${'A' * 86}=="),
        ("django", f"scrypt$16385$salt$8$1${'A' * 86}=="),
        ("django", f"pbkdf2_sha256$99999999999$salt${'A' * 43}="),
        ("django", f"pbkdf2_sha256$0$salt${'A' * 43}="),
        ("bcrypt", f"$2b$31${'.' * 53}"),
        ("bcrypt", f"$2b$03${'.' * 53}"),
        ("phpass", f"$P$S{'.' * 30}"),
        ("drupal7", f"$S$S{'.' * 51}"),
        ("argon2", f"$argon2id$v=19$m=4194304,t=1,p=1$c2FsdHNhbHQ${'A' * 43}"),
        ("argon2", f"$argon2id$v=19$m=8,t=4294967295,p=1$c2FsdHNhbHQ${'A' * 43}"),
        ("argon2", f"$argon2id$v=19$m=8,t=1,p=255$c2FsdHNhbHQ${'A' * 43}"),
        ("dotnet_identity", "AQAAAAL/////AAAAEOMwvh3+FZxqkdMBz2ekgGhwQ4B6pZWND6zgESBuWiHw"),
        ("spring", f"{{scrypt}}$280801$c2FsdA==${'A' * 43}="),
    ],
)
def test_work_that_no_sign_in_could_bear_is_refused(scheme: str, stored: str) -> None:
    with pytest.raises(MalformedHashError) as caught:
        seal(scheme, stored)
    assert caught.value.reason == "work"


@pytest.mark.parametrize("name", ["", "md4", "UCENTER"])
def test_an_unknown_scheme_is_refused(name: str) -> None:
    with pytest.raises(MalformedHashError) as caught:
        seal(name, "900150983cd24fb0d6963f7d28e17f72")
    assert caught.value.reason == "scheme"


@pytest.mark.parametrize("encoding", ["", "rot13", "hex", "utf-7", "cp037", "\0"])
def test_an_encoding_that_no_site_had_is_refused(encoding: str) -> None:
    with pytest.raises(MalformedHashError) as caught:
        seal("md5", "900150983cd24fb0d6963f7d28e17f72", encoding=encoding)
    assert caught.value.reason == "encoding"


def test_a_salt_beside_a_scheme_without_one_is_refused() -> None:
    with pytest.raises(MalformedHashError):
        seal("md5", "900150983cd24fb0d6963f7d28e17f72", "salt")
    with pytest.raises(MalformedHashError):
        seal("ucenter", "3a9ae23758f05da1fe539e55a096b03b")


def test_the_digest_of_a_weak_hash_does_not_lie_in_what_is_kept() -> None:
    stored, salt = "3a9ae23758f05da1fe539e55a096b03b", "S111XB"
    first, second = seal("ucenter", stored, salt), seal("ucenter", stored, salt)

    assert first != second
    steps = json.loads(first)["steps"]
    assert [step["step"] for step in steps] == ["digest", "digest", "argon2"]
    assert (steps[-1]["kind"], steps[-1]["memory"], steps[-1]["passes"]) == ("id", 19456, 2)
    assert b64encode(bytes.fromhex(stored)).decode() not in first
    assert stored not in first
    assert verify(first, "test1")
    assert verify(second, "test1")


def test_a_strong_hash_is_kept_as_it_is() -> None:
    sealed = seal("bcrypt", "$2a$10$WvvTPHKwdBJ3uk0Z37EMR.hLA2W6N9AEBhEgrAOljy2Ae5MtaSIUi")
    assert [step["step"] for step in json.loads(sealed)["steps"]] == ["bcrypt"]


def test_a_hash_that_was_strong_once_is_wrapped() -> None:
    sealed = seal("bcrypt", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW")
    assert [step["step"] for step in json.loads(sealed)["steps"]] == ["bcrypt", "argon2"]


@given(st.text(alphabet=st.characters(codec="gbk", exclude_characters="\0"), max_size=12))
@settings(max_examples=15, deadline=None)
def test_a_password_typed_on_a_gbk_page_verifies(password: str) -> None:
    inner = md5(password.encode("gbk"))
    stored = md5(f"{inner}abc123".encode())
    assert verify(seal("ucenter", stored, "abc123", encoding="GB2312"), password)


def test_a_character_outside_the_encoding_is_what_browsers_sent_for_it() -> None:
    stored = md5("密码&#128512;".encode("gbk"))
    assert verify(seal("md5", stored, encoding="gbk"), "密码😀")


def test_full_width_digits_do_not_open_what_half_width_ones_closed() -> None:
    sealed = seal("md5", md5(b"123456"))
    assert verify(sealed, "123456")
    assert not verify(sealed, "１２３４５６")
    assert not verify(sealed, "123456 ")


def test_letters_and_accents_apart_open_what_was_typed_composed() -> None:
    sealed = seal("md5", md5("lètmein".encode()))
    assert verify(sealed, "le\u0300tmein")
    apart = seal("md5", md5("le\u0300tmein".encode()))
    assert verify(apart, "le\u0300tmein")
    assert not verify(apart, "lètmein")


@pytest.mark.parametrize("password", ["abc\0", "\0", "a" * 4097, "\ud800"])
def test_what_nobody_can_have_typed_opens_nothing(password: str) -> None:
    assert not verify(seal("md5", "900150983cd24fb0d6963f7d28e17f72"), password)


def test_drupal_took_over_md5_digests() -> None:
    """``U``: the MD5 was hashed again; built from the published parts, since no suite publishes one."""
    inner = md5(b"abc").encode()
    digest = Phpass("sha512", 11, b"saltsalt").compute(inner).decode()
    assert verify(seal("drupal7", f"U$S$9saltsalt{digest}"), "abc")
