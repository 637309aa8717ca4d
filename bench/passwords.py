"""What opening an old password costs beside the bare computation: the same primitives with nothing around them."""

from __future__ import annotations

import base64
import hashlib
import hmac
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import bcrypt
import msgspec
from argon2.low_level import Type, hash_secret_raw

from accounts.passwords import seal, verify
from accounts.passwords.sealing import Sealed
from accounts.passwords.steps import Argon2
from bench.figures import Figure

PASSWORD = "harbour-bridge-47"  # noqa: S105 - nobody's
SALT = "S111XB"
PBKDF2_ROUNDS = 600_000
BCRYPT_COST = 10


@dataclass(frozen=True)
class Case:
    """A kind of stored password: what we keep of it, and the bare computation that tells whether a password is it."""

    name: str
    sealed: str
    bare: Callable[[], bool]


def cases() -> Iterator[Case]:
    """Yield a quick hash inside Argon2id, and two strong ones that are kept as they are."""
    yield _ucenter()
    yield _bcrypt()
    yield _pbkdf2()


def overhead(rounds: int, seconds: float) -> Iterator[Figure]:
    """Yield verifications a second and those of the bare computation; the median of alternating rounds counts."""
    for case in cases():
        if not (verify(case.sealed, PASSWORD) and case.bare()) or verify(case.sealed, "another"):
            raise AssertionError(f"{case.name}: the two do not agree")
        ours, floor = [], []
        for _ in range(rounds):
            ours.append(_rate(partial(verify, case.sealed, PASSWORD), seconds))
            floor.append(_rate(case.bare, seconds))
        ratio = statistics.median(one / other for one, other in zip(ours, floor, strict=True))
        value, beside = statistics.median(ours), statistics.median(floor)
        yield Figure(f"password_{case.name}", value, "verifications/s", floor=beside, ratio=ratio)


def sealing(seconds: float) -> Figure:
    """Return how many quick hashes one core takes in a second; Argon2id makes it slow on purpose."""
    stored = _md5(_md5(PASSWORD.encode()).hex().encode() + SALT.encode()).hex()
    return Figure("password_seal_ucenter", _rate(partial(seal, "ucenter", stored, SALT), seconds), "rows/s")


def _rate(call: Callable[[], object], seconds: float) -> float:
    """Return calls a second of processor time: what others do on the machine does not count."""
    started, done = time.process_time(), 0
    while (spent := time.process_time() - started) < seconds:
        call()
        done += 1
    return done / spent


def _md5(octets: bytes) -> bytes:
    return hashlib.md5(octets, usedforsecurity=False).digest()


def _ucenter() -> Case:
    sealed = seal("ucenter", _md5(_md5(PASSWORD.encode()).hex().encode() + SALT.encode()).hex(), SALT)
    kept = msgspec.json.decode(sealed, type=Sealed)
    outer = kept.steps[-1]
    if not isinstance(outer, Argon2):
        raise AssertionError("a quick hash lies bare")
    settings = (outer.passes, outer.memory, outer.lanes, outer.length, Type.ID)

    def bare() -> bool:
        inner = _md5(_md5(PASSWORD.encode()).hex().encode() + SALT.encode())
        return hmac.compare_digest(hash_secret_raw(inner, outer.salt, *settings), kept.digest)

    return Case("ucenter", sealed, bare)


def _bcrypt() -> Case:
    stored = bcrypt.hashpw(PASSWORD.encode(), bcrypt.gensalt(BCRYPT_COST))
    return Case("bcrypt", seal("bcrypt", stored.decode()), partial(bcrypt.checkpw, PASSWORD.encode(), stored))


def _pbkdf2() -> Case:
    key = hashlib.pbkdf2_hmac("sha256", PASSWORD.encode(), SALT.encode(), PBKDF2_ROUNDS)
    stored = f"pbkdf2_sha256${PBKDF2_ROUNDS}${SALT}${base64.b64encode(key).decode()}"

    def bare() -> bool:
        return hmac.compare_digest(hashlib.pbkdf2_hmac("sha256", PASSWORD.encode(), SALT.encode(), PBKDF2_ROUNDS), key)

    return Case("pbkdf2", seal("django", stored), bare)
