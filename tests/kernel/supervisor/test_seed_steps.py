"""A seed step that is done is noted, one that is put off is tried again, and a failed one stops the start."""

from __future__ import annotations

import sys
from io import BytesIO

import pytest
from django.test import override_settings

from services_portal.kernel.management.commands.portal import Command
from services_portal.kernel.models import SetupRecord
from services_portal.kernel.supervisor import ChildEndedError, Program, Supervisor

pytestmark = pytest.mark.django_db


class ExitingCommand(Command):
    """The command, with steps that are small programs: a step is the code it exits with."""

    def _program(self, name: str, *arguments: str) -> Program:
        return Program(name, [sys.executable, "-c", f"raise SystemExit({arguments[-1]})"])


def _seed(*steps: tuple[tuple[str, ...], set[int]]) -> None:
    with override_settings(PORTAL_SEED_STEPS=list(steps)), Supervisor(BytesIO()) as supervisor:
        ExitingCommand()._seed(supervisor)


def _done() -> list[str]:
    return list(SetupRecord.objects.values_list("step", flat=True).order_by("step"))


def test_steps_that_succeed_are_noted_and_not_run_again(capsys: pytest.CaptureFixture[str]) -> None:
    _seed((("first", "0"), set()), (("second", "0"), set()))
    assert _done() == ["first 0", "second 0"]
    assert capsys.readouterr().out == "portal   | first 0\nportal   | second 0\n"
    _seed((("first", "0"), set()))
    assert capsys.readouterr().out == ""


def test_a_step_that_is_put_off_is_said_and_left_due_and_the_others_go_on(capsys: pytest.CaptureFixture[str]) -> None:
    _seed((("held", "3"), {3, 4}), (("second", "0"), set()))
    assert _done() == ["second 0"]
    assert "portal   | held ended with 3; it will be tried again at the next start\n" in capsys.readouterr().out


def test_any_other_exit_code_stops_the_start() -> None:
    with pytest.raises(ChildEndedError, match="broken ended with 2"):
        _seed((("broken", "2"), {3, 4}), (("second", "0"), set()))
    assert _done() == []
