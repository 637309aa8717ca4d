"""Where each city stands on its way from its old system to the portal, and what its next steps ask for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.admin.intake_form import cities_of
from catalog.intake.cut_over import Answer, answers, edges_from, phase_of
from catalog.models import CutOverPhase, CutOverStep
from catalog.scopes import CUT_OVER, INTAKE_RUN
from catalog.services.cut_over_move import cut_over_move
from cities.models import City
from services_portal.kernel.actor import Actor
from services_portal.kernel.admin.base import ActorModelAdmin, actor_of
from services_portal.kernel.authorisation import Action
from services_portal.kernel.errors import DomainError

QUESTIONS: Final[Mapping[str, Any]] = {
    "source_read": gettext_lazy("The source was read to its end within the last seven days."),
    "understood": gettext_lazy("At least 80 of 100 rows of the source are understood."),
    "nothing_waits": gettext_lazy("No row waits for a person."),
    "all_led": gettext_lazy("Every old id of a public service leads to it."),
    "has_settled": gettext_lazy("The portal has led for seven days."),
}
FIGURES: Final[Mapping[str, Any]] = {
    "rows": gettext_lazy("rows"),
    "understood": gettext_lazy("understood"),
    "waiting": gettext_lazy("waiting"),
    "without_address": gettext_lazy("without an address"),
    "days": gettext_lazy("days since then"),
}


@dataclass(frozen=True)
class Question:
    """One gate as a person reads it."""

    text: Any
    is_open: bool
    figures: str


@dataclass(frozen=True)
class Step:
    """One step that the city can take."""

    target: CutOverPhase
    questions: tuple[Question, ...]
    may: bool

    @property
    def is_open(self) -> bool:
        """Whether all gates are."""
        return all(question.is_open for question in self.questions)


@dataclass(frozen=True)
class Standing:
    """Where a city stands, its steps, and how it came there."""

    city: City
    phase: CutOverPhase
    steps: tuple[Step, ...]
    history: tuple[CutOverStep, ...]


def _question(answer: Answer) -> Question:
    figures = " · ".join(f"{FIGURES[name]} {value}" for name, value in answer.facts.items() if name in FIGURES)
    return Question(QUESTIONS[answer.gate], answer.open, figures)


def _standings(actor: Actor) -> Iterator[Standing]:
    for city in cities_of(actor):
        phase = phase_of(city)
        may = actor.may(CUT_OVER, f"city:{city.slug}")
        steps = tuple(Step(edge.target, tuple(map(_question, answers(city, edge))), may) for edge in edges_from(phase))
        yield Standing(city, phase, steps, tuple(CutOverStep.objects.filter(city=city).order_by("-id")[:5]))


@admin.register(CutOverStep)
class CutOverAdmin(ActorModelAdmin):
    """The cut-over of the cities."""

    scopes = {Action.VIEW: INTAKE_RUN}
    list_display = ("taken_at", "city", "source", "target", "taken_by", "note")
    list_select_related = ("city",)
    readonly_fields = ("city", "source", "target", "gates", "note", "taken_by", "taken_at")

    def get_urls(self) -> list[Any]:
        """Add the step before Django's own addresses."""
        step = path("move/<slug:slug>/", self.admin_site.admin_view(self.move_view), name="catalog_cutoverstep_move")
        return [step, *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """Show every city that the actor takes in, where it stands, and what its next steps ask for."""
        if not self.has_view_permission(request):
            return super().changelist_view(request, extra_context)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("From the old systems to the portal"),
            "standings": list(_standings(actor_of(request))),
        }
        return TemplateResponse(request, "catalog/admin/cut_over.html", context)

    def move_view(self, request: HttpRequest, slug: str) -> HttpResponse:
        """Take a city a step on, or back."""
        actor = actor_of(request)
        city = cities_of(actor).filter(slug=slug).first() if self.has_view_permission(request) else None
        if city is None:
            raise Http404
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        try:
            step = cut_over_move(
                actor=actor,
                city=city,
                target=request.POST.get("target", ""),
                note=request.POST.get("note", "").replace("\x00", ""),
            )
            messages.success(request, str(step.get_target_display()))
        except DomainError as error:
            messages.error(request, str(error.detail or error.error.title))
        return HttpResponseRedirect(reverse("admin:catalog_cutoverstep_changelist"))
