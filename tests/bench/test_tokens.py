"""Ours, the floor and the toolkit each exchange codes on one database."""

import os

import psycopg
import pytest
from django.conf import settings
from psycopg import sql

from bench import databases, tokens

pytestmark = pytest.mark.long


@pytest.fixture
def database(monkeypatch):
    name = f"portal_bench_tokens_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    monkeypatch.setattr(tokens, "NAME", name)
    yield name
    with psycopg.connect(settings.DATABASE_URL, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def test_each_code_gives_tokens(database) -> None:
    figures = list(tokens.exchanges(settings.DATABASE_URL, rounds=1, codes=3))
    assert [figure.name for figure in figures] == ["token_exchange", "token_exchange_beside_toolkit"]
    assert all(figure.ratio is not None and figure.ratio > 0 for figure in figures)
    with psycopg.connect(databases.named(settings.DATABASE_URL, database)) as connection:
        counts = [
            connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608
            for table in ("allauth_idp_oidc_token", "oauth2_provider_accesstoken")
        ]
    assert counts == [24, 6]  # two rounds, three codes, two tokens each, of ours and of the floor; one of the toolkit
