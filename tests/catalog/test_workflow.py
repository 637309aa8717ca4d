"""The workflow is data: every step from every state is either an edge or a refusal that says what is allowed."""

import pytest

from catalog.workflow import EDGES, State, allowed, follow, scope_of
from services_portal.kernel.errors import DomainError

STEPS = sorted({edge.step for edge in EDGES})


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("step", STEPS)
def test_every_step_from_every_state(step, state):
    edge = next((edge for edge in EDGES if edge.step == step and edge.source == state), None)
    if edge is not None:
        assert follow(step, state) == edge.target
        return
    with pytest.raises(DomainError) as caught:
        follow(step, state)
    assert caught.value.params == {"state": state.value, "step": step, "allowed": list(allowed(state))}


def test_publishing_is_a_right_of_its_own():
    assert {step: scope_of(step) for step in STEPS} == {
        "edit": "catalog.service.edit",
        "publish": "catalog.service.publish",
        "retire": "catalog.service.publish",
        "return": "catalog.service.review",
        "submit": "catalog.service.edit",
    }
