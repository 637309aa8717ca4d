from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from secrets import token_hex
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from accounts.models import User
from accounts.services import phone_prove, resident_register

NAME, NUMBER, PHONE = "李娜", "11010519491231002X", "+8613812345678"
SCRIPT = Path(__file__).with_name("reference_verifier.py")


class Reference:
    """The other side's process: orders go in, ``done`` comes back."""

    def __init__(self) -> None:
        key = Ed25519PrivateKey.generate()
        self.shared = token_hex(32)
        self.public = key.public_key().public_bytes_raw().hex()
        private = key.private_bytes(
            serialization.Encoding.Raw, serialization.PrivateFormat.Raw, serialization.NoEncryption()
        ).hex()
        pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        self.process = subprocess.Popen([sys.executable, str(SCRIPT), self.shared, private], **pipes)
        self.port = int(self.process.stdout.readline())

    def order(self, **orders: Any) -> None:
        self.process.stdin.write(json.dumps(orders) + "\n")
        self.process.stdin.flush()
        assert self.process.stdout.readline() == "done\n"

    def options(self, **other: Any) -> dict[str, Any]:
        url = f"http://127.0.0.1:{self.port}/v1"
        return {"url": url, "key_env": "TEST_VERIFIER_KEY", "public_key": self.public, **other}

    def stop(self) -> None:
        self.process.stdin.close()
        self.process.wait(10)
        self.process.stdout.close()


@pytest.fixture
def reference(settings, monkeypatch) -> Iterator[Reference]:
    other = Reference()
    monkeypatch.setenv("TEST_VERIFIER_KEY", other.shared)
    remote = ("population_register", "registered_phone", "face")
    settings.PORTAL_VERIFIERS = {"window": {}, **{name: other.options(timeout_seconds=1) for name in remote}}
    other.order(people=[{"name": NAME, "type": "resident_id", "number": NUMBER, "phone": PHONE}])
    yield other
    other.stop()


@pytest.fixture
def person(db) -> User:
    user = User.objects.create_user("li.na@example.com")
    resident_register(user=user, language="en")
    phone_prove(user=user, phone=PHONE)
    return user
