"""The real list of 广安区 (1,135 rows) as a seventeenth city, through a manifest alone.

The figures were counted from the file independently: 628 rows whose department is the organisation inside the item
code (231 equal, 12 equal but for case, 385 given by the nine characters of the organisation code), 354 whose
department contradicts it, 153 whose item code holds no valid credit code. One of the 628 repeats another.
"""

from __future__ import annotations

import json

import pytest

from catalog.models import BasicItem, IntakeRun, LegacyAlias, Service, StagedRow
from catalog.services import intake_dry_run, intake_run, intake_start
from cities.manifests import load_file
from cities.models import Agency, City
from cities.services import city_register
from services_portal.kernel.actor import SYSTEM
from tests.catalog.intake.digests import digests
from tests.cities.guangan.real import FOLDER, MANIFEST, ROWS, real_file

pytestmark = pytest.mark.django_db


@pytest.fixture
def guangan(settings) -> City:
    settings.PORTAL_CITY_DIRS = [*settings.PORTAL_CITY_DIRS, FOLDER]
    return city_register(manifest=load_file(MANIFEST), actor=SYSTEM)


def take(city: City) -> IntakeRun:
    """Take the file in and return the run."""
    run = intake_start(actor=SYSTEM, city=city, path=real_file(), hand_over=False)
    return intake_run(run_id=run.id)


def test_every_row_is_accounted_for(guangan: City) -> None:
    told = intake_dry_run(city=guangan, path=real_file())
    run = take(guangan)
    assert run.state == "done"
    assert run.total_rows == sum(run.outcomes.values()) == ROWS
    assert (run.outcomes, run.findings) == (told["outcomes"], told["findings"])
    assert run.outcomes == {"created": 627, "queued": 507, "rejected": 1}
    counts = {rule: run.findings[rule] for rule in ("agency.conflict", "code.uscc_invalid", "agency.code_completed")}
    assert counts == {"agency.conflict": 354, "code.uscc_invalid": 153, "agency.code_completed": 385}
    assert run.findings["row.same_service_again"] == 1
    assert StagedRow.objects.filter(run=run).count() == ROWS
    assert Service.objects.filter(city=guangan).count() == 627
    assert LegacyAlias.objects.filter(city=guangan).count() == 628


def test_a_second_run_changes_nothing(guangan: City) -> None:
    take(guangan)
    before = digests()
    again = take(guangan)
    assert again.outcomes == {"unchanged": ROWS}
    after = digests()
    assert after.pop("kernel_outboxevent")[0] == before.pop("kernel_outboxevent")[0] + 1
    assert after == before


def test_agencies_and_matters_that_it_brings_along_are_added_once(guangan: City) -> None:
    run = take(guangan)
    agencies = Agency.objects.filter(city=guangan)
    assert agencies.count() == run.findings["agency.adopted"]
    assert set(agencies.values_list("level", flat=True)) == {"4"}
    assert BasicItem.objects.count() == run.findings["match.adopted"]
    assert json.dumps(run.report)
