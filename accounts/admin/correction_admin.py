"""Requests for correction: both values, what shows it, and the decision. The list names nobody."""

from __future__ import annotations

from typing import Any

from django import forms
from django.apps import apps
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import display
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from accounts.admin.traced import TracedReadMixin
from accounts.models import CorrectionRequest, CorrectionState, RefusalReason
from accounts.rights.correcting import CORRECTABLE
from accounts.rights.purposes import ReadPurpose
from accounts.scopes import CORRECTION_DECIDE
from accounts.services.correction_decide import correction_accept, correction_refuse, may_decide
from services_portal.kernel.admin.base import ActorModelAdmin, actor_of
from services_portal.kernel.authorisation import Action
from services_portal.kernel.text import current_language, pick

ACCEPT = "accept"
TONES = {"asked": "info", "corrected": "success", "reported": "success", "refused": "warning", "withdrawn": ""}


class DecideForm(forms.ModelForm):
    """What is decided, in which file, and what the person is told besides."""

    decision = forms.ChoiceField(label=_("decision"), widget=UnfoldAdminSelectWidget())
    case_file = forms.RegexField(
        r"^[\w./\-]+$",
        label=_("File number"),
        max_length=60,
        widget=UnfoldAdminTextInputWidget(attrs={"autocomplete": "off"}),
        help_text=_("Letters, digits and . / - _; never a name or a number of a person."),
    )
    told = forms.CharField(
        label=_("What the person is told besides"),
        max_length=500,
        required=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
        help_text=_("Kept encrypted; he reads it among his data."),
    )

    class Meta:
        model = CorrectionRequest
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["decision"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        refusals = [(each.value, _("Refuse: %(reason)s") % {"reason": each.label}) for each in RefusalReason]
        field.choices = [("", "–"), (ACCEPT, _effect(self.instance)), *refusals]


def _effect(request: CorrectionRequest) -> Any:
    if CORRECTABLE[request.kind].apply is not None:
        return _("Accept: the record here is corrected at once")
    return _("Accept: the city corrects its records, and its next delivery brings it here")


class OverdueFilter(admin.SimpleListFilter):
    """What is to be decided, by default."""

    title = _("deadline")
    parameter_name = "show"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Return the choices."""
        return [("overdue", _("overdue")), ("all", _("settled ones too"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[CorrectionRequest]) -> Any:
        """Narrow the list."""
        if self.value() == "overdue":
            return queryset.overdue()  # type: ignore[attr-defined]
        return queryset if self.value() == "all" else queryset.open()  # type: ignore[attr-defined]

    def choices(self, changelist: Any) -> Any:
        """Yield the choices, the first of which is what is to be done."""
        first, *others = super().choices(changelist)
        yield {**first, "display": _("to be decided")}
        yield from others


@admin.register(CorrectionRequest)
class CorrectionRequestAdmin(TracedReadMixin, ActorModelAdmin):
    """Requests for correction, those due first; opening one leaves a trace."""

    traced_action = "accounts.correction.read"
    traced_purpose = ReadPurpose.CORRECTION
    scopes = {Action.VIEW: CORRECTION_DECIDE, Action.CHANGE: CORRECTION_DECIDE}
    list_display = ("what", "where", "mark", "shown_due", "asked_at")
    list_display_links = ("what",)
    list_filter = (OverdueFilter, ("state", ChoicesDropdownFilter))
    list_select_related = ("city",)
    ordering = ("due_on", "id")
    shown = (
        "what",
        "where",
        "shown_said",
        "shown_wanted",
        "shown_evidence",
        "state",
        "due_on",
        "asked_at",
        "reason",
        "shown_answer",
        "file",
        "ended_at",
    )

    @admin.display(description=_("what is to be corrected"))
    def what(self, request: CorrectionRequest) -> str:
        """Return the kind of record and the entry."""
        correctable = CORRECTABLE.get(request.kind)
        entry = correctable.entry(request.field) if correctable is not None else None
        record = apps.get_model(request.kind)._meta.verbose_name if correctable is not None else request.kind
        return f"{record} · {entry.label if entry is not None else request.field}"

    @admin.display(description=_("who decides"))
    def where(self, request: CorrectionRequest) -> str:
        """Return the city, or the province."""
        return pick(request.city.name, current_language()) if request.city is not None else str(_("the province"))

    @display(description=_("state"), label=TONES)
    def mark(self, request: CorrectionRequest) -> tuple[str, str]:
        """Return the state with its colour."""
        return request.state, request.get_state_display()

    @display(description=_("to be decided by"), label={"late": "danger", "due": "info", "over": ""}, ordering="due_on")
    def shown_due(self, request: CorrectionRequest) -> tuple[str, str]:
        """Return the last day, and that it is over."""
        day = request.due_on.isoformat()
        if request.is_overdue:
            return "late", _("%(day)s, overdue") % {"day": day}
        return ("due", day) if request.state == CorrectionState.ASKED else ("over", day)

    @admin.display(description=_("what it says"))
    def shown_said(self, request: CorrectionRequest) -> str:
        """Return what is held."""
        return str(request.said)

    @admin.display(description=_("what it should say"))
    def shown_wanted(self, request: CorrectionRequest) -> str:
        """Return what the person says."""
        return str(request.wanted)

    @admin.display(description=_("what shows it"))
    def shown_evidence(self, request: CorrectionRequest) -> str:
        """Return the evidence, in his words."""
        return str(request.evidence or "–")

    @admin.display(description=_("answer"))
    def shown_answer(self, request: CorrectionRequest) -> str:
        """Return what he was told."""
        return str(request.answer or "–")

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Return the form of the decision."""
        return super().get_form(request, obj, change=change, form=DecideForm, **kwargs)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return what is shown, and what is decided."""
        open_one = obj is not None and obj.state == CorrectionState.ASKED
        shown = self.shown[:8] if open_one else self.shown
        return (*shown, "decision", "case_file", "told") if self.has_change_permission(request, obj) else shown

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return what nobody writes."""
        return self.shown

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether it waits for this member of staff."""
        allowed = bool(super().has_change_permission(request, obj))
        if obj is None or not allowed:
            return allowed
        return obj.state == CorrectionState.ASKED and may_decide(actor_of(request), obj)

    def write(self, request: HttpRequest, obj: CorrectionRequest, form: Any, *, change: bool) -> None:
        """Accept or refuse."""
        said = form.cleaned_data
        facts = {"actor": actor_of(request), "correction_id": obj.pk, "file": said["case_file"], "answer": said["told"]}
        if said["decision"] == ACCEPT:
            correction_accept(**facts)
        else:
            correction_refuse(reason=RefusalReason(said["decision"]), **facts)
