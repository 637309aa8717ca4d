"""The floor of an exchange: the queries that it needs by bare psycopg and redis, and one RS256 signature."""

from __future__ import annotations

import json
import os
import secrets
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from uuid import uuid4

import jwt
import psycopg
import redis
from cryptography.hazmat.primitives.asymmetric import rsa

from bench.token_facts import CLIENT, SCOPES

CLIENT_ROW = "SELECT * FROM allauth_idp_oidc_client WHERE id = %s"
USER_ROW = "SELECT * FROM accounts_user WHERE id = %s AND is_active"
LEVEL = (
    "SELECT max(p.level) FROM accounts_proof p JOIN accounts_identifier i ON i.id = p.identifier_id"
    " WHERE p.user_id = %s AND p.revoked_at IS NULL AND p.expires_at > now() AND i.released_at IS NULL"
)
LOCK = "SELECT id FROM accounts_user WHERE id = %s AND is_active AND session_epoch = %s FOR NO KEY UPDATE"
TOKENS = (
    "INSERT INTO allauth_idp_oidc_token (type, hash, client_id, user_id, data, created_at, expires_at, scopes)"
    " VALUES ('at', %s, %s, %s, %s, now(), %s, %s), ('rt', %s, %s, %s, %s, now(), %s, %s)"
)


def floor() -> tuple[Callable[[int], list[str]], Callable[[str], None]]:
    """Return how its codes are made and how one is exchanged."""
    connection = psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)
    store = redis.Redis.from_url(os.environ["REDIS_URL"])
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    row = connection.execute("SELECT id FROM accounts_user WHERE email = 'bench@example.com'").fetchone()
    assert row is not None  # noqa: S101
    user = row[0]

    def codes(count: int) -> list[str]:
        made = [secrets.token_urlsafe(24) for _number in range(count)]
        for code in made:
            store.set(f"bench:{code}", json.dumps({"user": str(user), "grant": str(uuid4())}), ex=600)
        return made

    def exchange(code: str) -> None:
        connection.execute(CLIENT_ROW, [CLIENT], prepare=True).fetchone()
        kept = json.loads(store.get(f"bench:{code}") or b"")
        connection.execute(USER_ROW, [user], prepare=True).fetchone()
        if not store.delete(f"bench:{code}"):
            raise RuntimeError("the code is gone")
        store.set(f"bench:taken:{code}", kept["grant"], ex=600)
        connection.execute(LEVEL, [user], prepare=True).fetchone()
        now, access, refresh = int(time.time()), secrets.token_urlsafe(64), secrets.token_urlsafe(64)
        signed = jwt.encode(
            {"iss": "x", "sub": str(user), "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": "n"}, key, "RS256"
        )
        later, data = datetime.now(UTC) + timedelta(days=1), json.dumps({"grant": kept["grant"], "epoch": 0})
        scopes = "\n".join(SCOPES)
        with connection.transaction():
            connection.execute(LOCK, [user, 0], prepare=True).fetchone()
            values = [
                part
                for token in (access, refresh)
                for part in (sha256(token.encode()).hexdigest(), CLIENT, user, data, later, scopes)
            ]
            connection.execute(TOKENS, values, prepare=True)
        json.dumps({"access_token": access, "refresh_token": refresh, "id_token": signed})

    return codes, exchange
