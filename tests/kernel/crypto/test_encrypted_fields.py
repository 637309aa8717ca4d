"""Tokens open only with their key and in their place; blind indexes tell only equality."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given
from hypothesis import strategies as st

from services_portal.kernel.crypto import (
    DecryptionError,
    blind_index,
    decrypt,
    encrypt,
    encrypt_same,
    key_id_of,
    same_tokens,
)

OLD, NEW = {"1": "11" * 32}, {"2": "22" * 32, "1": "11" * 32}


@given(st.text(max_size=80))
def test_round_trip(plain):
    token = encrypt(plain, purpose="t.c")
    assert decrypt(token, purpose="t.c") == plain
    assert encrypt(plain, purpose="t.c") != token


@given(st.text(max_size=80))
def test_round_trip_of_what_is_found_by_equality(plain):
    token = encrypt_same(plain, purpose="t.c")
    assert decrypt(token, purpose="t.c") == plain
    assert encrypt_same(plain, purpose="t.c") == token
    assert encrypt_same(plain, purpose="t.d")[2:] != token[2:]
    assert len(token) == 2 + 16 + len(plain.encode())


@pytest.mark.parametrize("how", [encrypt, encrypt_same])
def test_a_token_opens_only_in_its_column(how):
    with pytest.raises(DecryptionError):
        decrypt(how("+8613800000000", purpose="a.phone"), purpose="b.phone")


@pytest.mark.parametrize("how", [encrypt, encrypt_same])
@pytest.mark.parametrize("place", [0, 1, 5, -1])
def test_a_damaged_token_is_refused(how, place):
    token = bytearray(how("x", purpose="p"))
    token[place] ^= 0xFF
    with pytest.raises(DecryptionError):
        decrypt(bytes(token), purpose="p")


def test_keys_rotate(settings):
    settings.PORTAL_FIELD_KEYS = OLD
    old = encrypt("x", purpose="p")
    settings.PORTAL_FIELD_KEYS = NEW
    assert decrypt(old, purpose="p") == "x"
    assert (key_id_of(old), key_id_of(encrypt("x", purpose="p"))) == (1, 2)
    settings.PORTAL_FIELD_KEYS = {"2": "22" * 32}
    with pytest.raises(DecryptionError, match="key 1"):
        decrypt(old, purpose="p")


def test_equal_texts_are_found_under_every_key(settings):
    settings.PORTAL_FIELD_KEYS = OLD
    old = encrypt_same("x", purpose="p")
    settings.PORTAL_FIELD_KEYS = NEW
    assert same_tokens("x", purpose="p") == [encrypt_same("x", purpose="p"), old]
    assert [key_id_of(token) for token in same_tokens("x", purpose="p")] == [2, 1]
    assert decrypt(old, purpose="p") == "x"
    settings.PORTAL_FIELD_KEYS = {"1": "22" * 32}
    with pytest.raises(DecryptionError, match="does not open"):
        decrypt(old, purpose="p")
    settings.PORTAL_FIELD_KEYS = {"2": "22" * 32}
    with pytest.raises(DecryptionError, match="key 1"):
        decrypt(old, purpose="p")


def test_a_bad_key_is_named_and_not_shown(settings):
    settings.PORTAL_FIELD_KEYS = {"4": "secret"}
    with pytest.raises(ImproperlyConfigured) as caught:
        encrypt("x", purpose="p")
    assert "PORTAL_FIELD_KEYS[4]" in str(caught.value)
    assert "secret" not in str(caught.value)


def test_blind_index():
    assert blind_index("1", "phone") == blind_index("1", "phone")
    assert len({blind_index("1", "phone"), blind_index("2", "phone"), blind_index("1", "id")}) == 3
