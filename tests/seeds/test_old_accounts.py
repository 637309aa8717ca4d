"""The invented user databases: as the generator writes them, and taken in as their story says."""

from __future__ import annotations

import json

import pytest
from django.core.management import call_command

from accounts.models import Claim, ConflictCase, OldAccount
from accounts.passwords import seal, verify
from seeds.authoring import paths
from seeds.authoring.old_accounts import REMEMBERED, WRITERS, jinan_rows, qingdao_rows, yantai_rows

ROWS = {"jinan": jinan_rows, "qingdao": qingdao_rows, "yantai": yantai_rows}


def test_the_files_are_what_the_generator_writes() -> None:
    for slug, (name, make) in WRITERS.items():
        assert (paths.CATALOGUES / slug / name).read_bytes() == make()


def test_everybody_is_evidently_invented() -> None:
    names = {row["name"] for rows in ROWS.values() for row in rows()} - {""}
    assert [name for name in names if name[1:] not in ("示例", "样例", "样本")] == []


@pytest.mark.parametrize("slug", ROWS)
def test_the_old_passwords_are_those_that_the_readme_tells(slug) -> None:
    row = ROWS[slug]()[0]
    assert verify(seal(row["scheme"], row["hash"], row["salt"]), REMEMBERED[slug])
    assert f"`{REMEMBERED[slug]}`" in paths.README.read_text(encoding="utf-8")


@pytest.mark.django_db
def test_one_command_takes_them_all_in_and_the_story_comes_true(settings, tmp_path) -> None:
    report = tmp_path / "report.json"
    call_command("seed_cities", only=["jinan", "qingdao", "yantai"], verbosity=0)
    call_command("accounts_migrate", every=True, seal_later=True, report=report, verbosity=0)
    told = json.loads(report.read_text(encoding="utf-8"))
    assert {slug: each["outcomes"] for slug, each in told.items()} == {
        "jinan": {"new": 5},
        "qingdao": {"linked": 2, "conflict": 1, "new": 1},
        "yantai": {"new": 2},
    }
    assert {code for each in told.values() for code in each["findings"]} == {"phone.placeholder"}
    joined = [set(claim.accounts.values_list("city__slug", "number")) for claim in Claim.objects.all()]
    assert {("jinan", 1), ("qingdao", 1)} in joined
    assert {("jinan", 3), ("qingdao", 3)} in joined
    company = OldAccount.objects.get(city__slug="yantai", kind="enterprise")
    assert (company.outcome, company.uscc != "", company.claim.accounts.count()) == ("new", True, 1)
    assert ConflictCase.objects.get().reason == "match.two_persons"
