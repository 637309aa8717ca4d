"""The floor of an exchange: what it needs of PostgreSQL and Redis, in as few trips as can be, and a signature."""

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

READ = (
    "SELECT c.secret, c.grant_types, u.session_epoch,"
    " (SELECT max(p.level) FROM accounts_proof p JOIN accounts_identifier i ON i.id = p.identifier_id"
    " WHERE p.user_id = u.id AND p.revoked_at IS NULL AND p.expires_at > now() AND i.released_at IS NULL)"
    " FROM allauth_idp_oidc_client c, accounts_user u WHERE c.id = %s AND u.id = %s AND u.is_active"
)
TOKENS = (
    "WITH holder AS (SELECT id FROM accounts_user WHERE id = %s AND is_active AND session_epoch = %s FOR NO KEY UPDATE)"
    " INSERT INTO allauth_idp_oidc_token (type, hash, client_id, user_id, data, created_at, expires_at, scopes)"
    " SELECT made.type, made.hash, %s, holder.id, %s, now(), %s, %s FROM holder"
    " CROSS JOIN (VALUES ('at', %s), ('rt', %s)) AS made(type, hash)"
)


def floor() -> tuple[Callable[[int], list[str]], Callable[[str], None]]:
    """Return how its codes are made and how one is exchanged."""
    connection = psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)
    store = redis.Redis.from_url(os.environ["REDIS_URL"])
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    row = connection.execute("SELECT id FROM accounts_user").fetchone()
    assert row is not None  # noqa: S101
    user = row[0]

    def codes(count: int) -> list[str]:
        made = [secrets.token_urlsafe(24) for _number in range(count)]
        for code in made:
            store.set(f"bench:{code}", json.dumps({"user": str(user), "grant": str(uuid4())}), ex=600)
        return made

    def exchange(code: str) -> None:
        kept = json.loads(store.get(f"bench:{code}") or b"")
        connection.execute(READ, [CLIENT, user], prepare=True).fetchone()
        with store.pipeline(transaction=True) as both:
            both.delete(f"bench:{code}")
            both.set(f"bench:taken:{code}", kept["grant"], ex=600)
            taken = both.execute()[0]
        if not taken:
            raise RuntimeError("the code is gone")
        now, access, refresh = int(time.time()), secrets.token_urlsafe(64), secrets.token_urlsafe(64)
        signed = jwt.encode(
            {"iss": "x", "sub": str(user), "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": "n"}, key, "RS256"
        )
        later, data = datetime.now(UTC) + timedelta(days=1), json.dumps({"grant": kept["grant"], "epoch": 0})
        digests = [sha256(token.encode()).hexdigest() for token in (access, refresh)]
        values = [user, 0, CLIENT, data, later, "\n".join(SCOPES), *digests]
        connection.execute(TOKENS, values, prepare=True)
        json.dumps({"access_token": access, "refresh_token": refresh, "id_token": signed})

    return codes, exchange
