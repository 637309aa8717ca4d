"""A city that moves on in its cut-over while an import begins: the import waits, and does what the new phase says."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, transaction

from catalog.models import CutOverPhase, CutOverStep, IntakeRun, RunKind
from catalog.services import intake_start
from cities.models import City
from services_portal.kernel.actor import SYSTEM
from services_portal.kernel.errors import DomainError
from tests.catalog.intake.conftest import Made
from tests.catalog.intake.test_killed import await_locks

pytestmark = pytest.mark.django_db(transaction=True)


def begun_while_it_moves(made: Made, target: CutOverPhase) -> list[str]:
    """Start an import between a step's look for runs and its commit; return what became of it."""
    told: list[str] = []

    def start() -> None:
        try:
            told.append(str(intake_start(actor=SYSTEM, city=made.city, hand_over=False).kind))
        except DomainError as error:
            told.append(error.code)
        finally:
            connection.close()

    starting = threading.Thread(target=start)
    with transaction.atomic():
        City.objects.select_for_update(no_key=True).get(pk=made.city.pk)
        CutOverStep.objects.create(city=made.city, source="dual", target=target, taken_by="test")
        starting.start()
        await_locks("locktype = 'tuple' AND relation = 'cities_city'::regclass")
    starting.join()
    return told


def test_in_the_shadow_it_only_rehearses(made: Made) -> None:
    made.write(made.rows(1))
    assert begun_while_it_moves(made, CutOverPhase.SHADOW) == [RunKind.REHEARSAL]


def test_once_redirected_it_does_not_begin(made: Made) -> None:
    made.write(made.rows(1))
    assert begun_while_it_moves(made, CutOverPhase.REDIRECTED) == ["cut_over_done"]
    assert IntakeRun.objects.count() == 0
