"""Services: the list, and the way to each service's pages."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin
from django.db.models import F, JSONField, Q, QuerySet
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import AutocompleteSelectFilter, ChoicesDropdownFilter
from unfold.decorators import action, display

from catalog.admin import service_pages
from catalog.admin.export_page import export_page
from catalog.admin.service_filters import DraftFilter, TopicFilter
from catalog.drafts import starting_content
from catalog.models import BasicItem, DraftState, Service
from catalog.scopes import SERVICE_EDIT, SERVICE_READ
from catalog.services import service_create
from cities.models import Agency
from services_portal.kernel.actor import EVERYWHERE
from services_portal.kernel.admin.base import ActorModelAdmin, actor_of
from services_portal.kernel.admin.columns import localized_column
from services_portal.kernel.authorisation import Action
from services_portal.kernel.text import current_language, pick

TONES = {"draft": "info", "in_review": "warning", "published": "success", "retired": "danger"}


class NewServiceForm(forms.ModelForm):
    """What a new service begins with; everything else is written in the editor."""

    class Meta:
        model = Service
        fields = ("agency", "basic_item")
        help_texts = {"basic_item": _("Type a part of the matter's name or code.")}


@admin.register(Service)
class ServiceAdmin(ActorModelAdmin):
    """What agencies offer. Staff see those of their agency or city, the province all; the public sees none of this."""

    scopes = {Action.VIEW: SERVICE_READ, Action.ADD: SERVICE_EDIT, Action.CHANGE: SERVICE_EDIT}
    reading = Action.EXPORT  # VIEW also covers what is public everywhere; this list is for those who work on it
    form = NewServiceForm
    fields = ("agency", "basic_item")
    autocomplete_fields = ("basic_item",)
    list_display = ("shown_title", "basic_code", "shown_agency", "shown_city", "mark", "draft_mark", "updated_at")
    list_display_links = ("shown_title",)
    list_select_related = ("agency", "city", "basic_item")
    list_filter = (
        ("state", ChoicesDropdownFilter),
        DraftFilter,
        ("city", AutocompleteSelectFilter),
        ("agency", AutocompleteSelectFilter),
        TopicFilter,
        ("origin", ChoicesDropdownFilter),
    )
    search_fields = ("implementation_code",)
    search_help_text = _("Name of the matter or service, basic code or implementation code")
    ordering = ("-updated_at", "-id")
    actions_list = ("export",)
    shown_agency = localized_column("agency__name", _("agency"))
    shown_city = localized_column("city__name", _("city"))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Service]:
        """Return the actor's services with the title that each bears now and the state of its draft."""
        title = Coalesce(
            KeyTransform("title", "card"),
            KeyTransform("title", "current_version__content"),
            KeyTransform("title", "draft__content"),
            F("basic_item__title"),
            output_field=JSONField(),
        )
        rows = super().get_queryset(request).defer("card", "basic_item__search", "basic_item__defaults")
        return rows.annotate(own_title=title, draft_state=F("draft__state"))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Service], search_term: str
    ) -> tuple[QuerySet[Service], bool]:
        """Find by matter (name, other name, code), by the service's own title, or by implementation code."""
        term = search_term.strip()
        if not term:
            return queryset, False
        items = BasicItem.objects.filter(
            Q(title__icontains=term) | Q(synonyms__icontains=term) | Q(code__startswith=term.upper())
        )
        found = Q(basic_item__in=items) | Q(implementation_code__startswith=term.upper()) | Q(own_text__icontains=term)
        return queryset.annotate(own_text=KeyTextTransform("title", "current_version__content")).filter(found), False

    @admin.display(description=_("title"))
    def shown_title(self, service: Any) -> str:
        """Return the title in the reader's language."""
        return pick(service.own_title, current_language())

    @admin.display(description=_("basic code"), ordering="basic_item__code")
    def basic_code(self, service: Service) -> str:
        """Return the code of the matter."""
        return service.basic_item.code

    @display(description=_("state"), label=TONES, ordering="state")
    def mark(self, service: Service) -> tuple[str, str]:
        """Return the state with its colour."""
        return service.state, service.get_state_display()

    @display(description=_("draft"), label={"draft": "info", "in_review": "warning"})
    def draft_mark(self, service: Any) -> tuple[str, Any] | None:
        """Return the state of the draft beside what is public."""
        if service.draft_state is None or service.state in (service.draft_state, DraftState.DRAFT):
            return None
        return service.draft_state, _("waiting for review") if service.draft_state == "in_review" else _(
            "being written"
        )

    def get_urls(self) -> list[Any]:
        """Add the pages of a service before Django's own."""
        wrap = self.admin_site.admin_view
        pages = [
            path("<uuid:object_id>/preview/", wrap(self.preview_view), name="catalog_service_preview"),
            path("<uuid:object_id>/history/", wrap(self.history_view), name="catalog_service_history"),
            path("<uuid:object_id>/sources/", wrap(self.sources_view), name="catalog_service_sources"),
            path("<uuid:object_id>/step/<slug:step>/", wrap(self.step_view), name="catalog_service_step"),
        ]
        return pages + super().get_urls()

    @action(description=_("Export"), url_path="export", permissions=["view"])
    def export(self, request: HttpRequest) -> HttpResponseBase:
        """Give the published services as a file."""
        return export_page(self, request)

    def service_or_404(self, request: HttpRequest, object_id: str | UUID) -> Service:
        """Return a service that the actor may read, with what surrounds it. Raises Http404."""
        related = ("agency__city", "city", "region", "basic_item", "current_version", "draft")
        try:
            found = self.rows(request, self.reading).select_related(*related).filter(pk=UUID(str(object_id))).first()
        except ValueError:
            found = None
        if found is None or not self.has_view_permission(request):
            raise Http404
        return found

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Serve the editor."""
        return service_pages.change_page(self, request, self.service_or_404(request, object_id))

    def preview_view(self, request: HttpRequest, object_id: UUID) -> HttpResponse:
        """Show the draft, or what is public, as residents see it."""
        return service_pages.preview_page(self, request, self.service_or_404(request, object_id))

    def history_view(self, request: HttpRequest, object_id: str | UUID, extra_context: Any = None) -> HttpResponse:
        """Show the versions and what each changed."""
        return service_pages.history_page(self, request, self.service_or_404(request, object_id))

    def sources_view(self, request: HttpRequest, object_id: UUID) -> HttpResponse:
        """Show where each field comes from."""
        return service_pages.sources_page(self, request, self.service_or_404(request, object_id))

    def step_view(self, request: HttpRequest, object_id: UUID, step: str) -> HttpResponse:
        """Confirm and take a step of the workflow."""
        return service_pages.step_page(self, request, self.service_or_404(request, object_id), step)

    def get_field_queryset(self, db: Any, db_field: Any, request: HttpRequest) -> Any:
        """Offer the agencies for which the actor may register a service."""
        if db_field.name != "agency":
            return super().get_field_queryset(db, db_field, request)
        agencies, realms = Agency.objects.public(), actor_of(request).realms(SERVICE_EDIT)
        if EVERYWHERE in realms:
            return agencies
        own = [realm.removeprefix("agency:") for realm in realms if realm.startswith("agency:")]
        slugs = [realm.removeprefix("city:") for realm in realms if realm.startswith("city:")]
        return agencies.filter(Q(pk__in=own) | Q(city__slug__in=slugs))

    def write(self, request: HttpRequest, obj: Service, form: Any, *, change: bool) -> None:
        """Register a new service as a draft that says what the province knows of the matter."""
        item = form.cleaned_data["basic_item"]
        obj.pk = service_create(
            actor=actor_of(request),
            basic_item_id=item.pk,
            agency_id=form.cleaned_data["agency"].pk,
            content=starting_content(item),
        ).pk

    def response_add(self, request: HttpRequest, obj: Service, post_url_continue: str | None = None) -> HttpResponse:
        """Go on to the editor."""
        return HttpResponseRedirect(reverse("admin:catalog_service_change", args=[obj.pk]))
