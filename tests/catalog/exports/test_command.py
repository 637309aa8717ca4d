"""`manage.py catalogue_export`."""

from __future__ import annotations

import io

import pytest
from django.core.management import CommandError, call_command

from catalog.exports.formats.json_lines import record_of
from catalog.exports.records import iter_records, published
from services_portal.kernel.actor import SYSTEM
from tests.factories.catalog import make_agency, make_city, make_item, make_published

pytestmark = pytest.mark.django_db


def test_it_writes_the_registry_into_a_file(tmp_path):
    item = make_item()
    make_published(item, make_agency(make_city("jinan")))
    make_published(item, make_agency(make_city("qingdao")))
    target = tmp_path / "registry.jsonl"
    call_command("catalogue_export", "json_lines", output=target)
    lines = target.read_bytes().splitlines()
    assert [record_of(line) for line in lines] == list(iter_records(published(SYSTEM)))
    call_command("catalogue_export", "json_lines", city="qingdao", output=target)
    assert [record_of(line).city for line in target.read_bytes().splitlines()] == ["qingdao"]
    assert [path.name for path in tmp_path.iterdir()] == ["registry.jsonl"]


def test_it_tells_what_is_lost_and_how_often(tmp_path):
    make_published(make_item())
    told = io.StringIO()
    call_command("catalogue_export", losses=True, stdout=told)
    lines = told.getvalue().splitlines()
    assert "       1  materials.code" in lines
    assert "       0  days.range" in lines
    assert "       —  row.ids" in lines
    told = io.StringIO()
    call_command("catalogue_export", "json_lines", losses=True, stdout=told)
    assert told.getvalue() == "Nothing is lost. 没有损失。\n"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [([], "Give a format"), (["xml"], "json_lines"), (["json_lines", "--city", "nowhere"], "city")],
)
def test_a_wrong_call_is_refused_and_writes_nothing(tmp_path, arguments, words):
    with pytest.raises(CommandError, match=words):
        call_command("catalogue_export", *arguments, *(["--output", tmp_path / "x"] if arguments else []))
    assert list(tmp_path.iterdir()) == []
