"""The drill of freshness sees every change that its source makes, by the public document and nothing else."""

import pytest
from django.core.management import call_command

from bench import freshness

pytestmark = pytest.mark.django_db


def test_every_change_is_seen(tmp_path, settings):
    call_command("seed_cities", verbosity=0)
    call_command("seed_catalog", verbosity=0)
    settings.PORTAL_CITY_DIRS = [tmp_path]
    source = freshness.Source()
    server = freshness.serve(source)
    try:
        freshness.write_manifest(tmp_path, f"http://127.0.0.1:{server.server_address[1]}/changes")
        rows = freshness.lay_out(source, tmp_path)
        seconds = freshness.drill(source, rows, beats=1, period=0.2)
    finally:
        server.shutdown()
        server.server_close()
    assert len(seconds) == len(rows) == freshness.CHANGES
    assert all(0 <= each < freshness.PATIENCE for each in seconds)
