"""Which steps an actor may take on a service now, and what each is called."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from catalog.access import may
from catalog.models import Service, ServiceDraft, ServiceState
from catalog.services import service_publish, service_retire, service_return, service_submit
from catalog.workflow import allowed, scope_of
from services_portal.kernel.actor import Actor


@dataclass(frozen=True)
class Step:
    """A step as the pages name it. ``tone`` is the look of its button, ``needs_note`` whether it asks for a reason."""

    name: str
    label: Any
    explanation: Any
    done: Any
    run: Callable[..., Any]
    tone: str = ""
    needs_note: bool = False


STEPS: Final = {
    step.name: step
    for step in (
        Step(
            "submit",
            _("Submit for review"),
            _("The draft goes to the reviewers and can no longer be changed until they return it."),
            _("The draft waits for review."),
            service_submit,
            tone="main",
        ),
        Step(
            "publish",
            _("Publish"),
            _("Residents see this text at once, in the app and on the web. The version before it is kept."),
            _("Published. Residents see the new text now."),
            service_publish,
            tone="main",
        ),
        Step(
            "return",
            _("Return to the editor"),
            _("The draft goes back to its editor with your note."),
            _("The draft went back to its editor."),
            service_return,
            needs_note=True,
        ),
        Step(
            "retire",
            _("Retire"),
            _("Residents no longer find this service; a draft of it is dropped. Its versions and old addresses stay."),
            _("Retired. Residents no longer find this service."),
            service_retire,
            tone="danger",
        ),
    )
}


def steps_for(actor: Actor, service: Service, draft: ServiceDraft | None) -> list[Step]:
    """Return the steps that the workflow allows now and the actor has the right to (``service.agency.city`` read)."""
    possible = set(allowed(draft.state if draft else service.state)) - {"edit", "retire"}
    if service.state == ServiceState.PUBLISHED:
        possible.add("retire")
    return [step for name, step in STEPS.items() if name in possible and may(actor, scope_of(name), service.agency)]


def may_edit(actor: Actor, service: Service, draft: ServiceDraft | None) -> bool:
    """Whether the actor may write a draft now; one in review is returned first."""
    state = draft.state if draft else service.state
    return "edit" in allowed(state) and may(actor, scope_of("edit"), service.agency)
