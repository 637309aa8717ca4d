"""The permission matrix (`permission_matrix.txt`) is a table that runs: who gets what at every route of ours."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from accounts.roles import Role
from tests.api.routes import make_world, paths
from tests.factories.staff import make_staff, make_user, signed_in

pytestmark = pytest.mark.long

TABLE = Path(__file__).with_name("permission_matrix.txt")
ACTORS = ("anonymous", "resident", "publisher", "province", "auditor")


def expected() -> dict[str, dict[str, int]]:
    """Route label → actor → status."""
    lines = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    assert tuple(lines[0].split()[1:]) == ACTORS
    rows = (re.split(r"\s{2,}", line) for line in lines[1:])
    return {label: dict(zip(ACTORS, map(int, statuses), strict=True)) for label, *statuses in rows}


def status(answer) -> int:
    """The status of an answer, read to its end: a file that is streamed holds a place until then."""
    if answer.streaming:
        answer.getvalue()
    return answer.status_code


@pytest.mark.django_db
@pytest.mark.parametrize("actor", ACTORS)
def test_every_route_answers_every_actor_as_the_table_says(actor):
    world = make_world()
    user = {
        "anonymous": lambda: None,
        "resident": make_user,
        "publisher": lambda: world.own_editor,
        "province": lambda: make_staff(Role.PROVINCE_ADMIN),
        "auditor": lambda: make_staff(Role.AUDITOR),
    }[actor]()
    client = signed_in(user)
    answers = {label: status(client.get(path)) for label, path in paths(world).items()}
    assert answers == {label: statuses[actor] for label, statuses in expected().items()}
