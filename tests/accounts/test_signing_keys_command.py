from __future__ import annotations

import pytest
from django.core.management import call_command

from accounts.identity import keys
from accounts.models import SigningKey

pytestmark = pytest.mark.django_db


def listed(capsys, *arguments: str) -> list[list[str]]:
    call_command("signing_keys", *arguments)
    return [line.split()[:2] for line in capsys.readouterr().out.splitlines()]


def test_a_compromised_key_is_replaced(capsys) -> None:
    keys.forget()
    [[first, state]] = listed(capsys)
    assert (state, listed(capsys)) == ("signs", [[first, "signs"]])
    [[second, state]] = listed(capsys, "--compromised")
    assert (state, SigningKey.objects.count()) == ("signs", 1) and first != second
    keys.forget()
