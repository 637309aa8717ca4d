"""The bare computation beside which an old password is measured is the same computation."""

from __future__ import annotations

from accounts.passwords import verify
from bench import passwords


def test_each_case_opens_with_its_password_and_no_other() -> None:
    cases = list(passwords.cases())
    assert [case.name for case in cases] == ["ucenter", "bcrypt", "pbkdf2"]
    assert all(verify(case.sealed, passwords.PASSWORD) and case.bare() for case in cases)
    assert not any(verify(case.sealed, "another") for case in cases)


def test_a_figure_a_case_with_its_floor() -> None:
    figures = list(passwords.overhead(rounds=1, seconds=0.01))
    assert [figure.name for figure in figures] == ["password_ucenter", "password_bcrypt", "password_pbkdf2"]
    assert all(figure.ratio and figure.floor for figure in figures)
    assert passwords.sealing(0.01).value > 0
