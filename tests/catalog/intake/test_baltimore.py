"""A real catalogue from abroad, in the older CSV layout of Open Referral, through a manifest alone.

Its organisations have no unified social credit code. None of them becomes an agency of ours by its name: every
service waits for a person, or the publisher of the directory answers for all of them, as the manifest says.
"""

from __future__ import annotations

import pytest

from catalog.models import LegacyAlias, Service, StagedRow
from catalog.services import intake_dry_run, intake_run, intake_start
from cities.manifests import load_file
from cities.models import Agency, City
from cities.services import city_register
from services_portal.kernel.actor import SYSTEM
from tests.catalog.intake.digests import digests
from tests.cities.adapters.hsds.reading import read_tables
from tests.cities.adapters.hsds.real import real_folder
from tests.cities.baltimore.baltimore import MANIFEST, PUBLISHER, under_its_publisher

pytestmark = pytest.mark.django_db
ROWS = 1876


def made(manifest, settings) -> City:
    """Register the city of the manifest."""
    settings.PORTAL_CITY_DIRS = [*settings.PORTAL_CITY_DIRS, manifest.parent]
    return city_register(manifest=load_file(manifest), actor=SYSTEM)


def take(city: City):
    """Take the folder in and return the run."""
    run = intake_start(actor=SYSTEM, city=city, path=real_folder(), hand_over=False)
    return intake_run(run_id=run.id)


def test_an_organisation_without_a_code_becomes_no_agency(settings):
    city = made(MANIFEST, settings)
    run = take(city)
    assert (run.state, run.outcomes) == ("done", {"queued": ROWS})
    assert run.findings["agency.unknown"] == ROWS
    assert run.findings["source.no_parent"] == 1
    assert not Agency.objects.filter(city=city).exists()
    assert StagedRow.objects.filter(run=run).count() == ROWS


def test_under_its_publisher_the_catalogue_comes_over(settings, tmp_path):
    city = made(under_its_publisher(tmp_path), settings)
    told = intake_dry_run(city=city, path=real_folder())
    run = take(city)
    assert (run.outcomes, run.findings) == (told["outcomes"], told["findings"])
    assert run.outcomes == {"created": 1873, "queued": 1, "rejected": 2}
    assert (run.findings["source.no_parent"], run.findings["row.same_service_again"]) == (1, 2)
    assert Agency.objects.get(city=city).uscc == PUBLISHER
    assert Service.objects.filter(city=city).count() == 1873
    assert LegacyAlias.objects.filter(city=city).count() == 1875
    before = digests()
    assert take(city).outcomes == {"unchanged": ROWS}
    after = digests()
    assert after.pop("kernel_outboxevent")[0] == before.pop("kernel_outboxevent")[0] + 1
    # What is said of the source as a whole is said of each run.
    of_source = sum(1 for each in read_tables(real_folder()).findings if each.row is None)
    assert after.pop("catalog_finding")[0] == before.pop("catalog_finding")[0] + of_source
    assert after == before
