"""The base of every admin class: what an actor may see and do comes from his scopes, and services write."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Final
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from unfold.admin import ModelAdmin, TabularInline

from services_portal.kernel.actor import Actor
from services_portal.kernel.admin.fields import LocalizedField
from services_portal.kernel.authorisation import Action, ActorQuerySet
from services_portal.kernel.errors import DomainError
from services_portal.kernel.text import LocalizedTextField

ANY_STAFF: Final = ""
_MEMORY: Final = "_admin_permissions"


def actor_of(request: HttpRequest) -> Actor:
    """Return who acts."""
    return request.actor  # type: ignore[attr-defined]


class RefusalFormMixin:
    """Shows the refusal of a service beside the fields it speaks of; what was typed stays."""

    refusal: DomainError | None = None

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if self.refusal is not None:
            show_refusal(self, self.refusal)  # type: ignore[arg-type]


def show_refusal(form: forms.BaseForm, refusal: DomainError) -> None:
    """Put the messages of ``refusal`` on ``form``: by field where the form has it, else above it."""
    for name, messages in refusal.errors.items():
        form.add_error(name if name in form.fields else None, [ValidationError(str(message)) for message in messages])
    if refusal.detail or not refusal.errors:
        form.add_error(None, ValidationError(str(refusal.detail or refusal.error.title)))


class ActorModelAdmin(ModelAdmin):
    """A model's page in the admin site.

    ``scopes`` names the scope that each action needs; an action that is not named is nobody's, ``ANY_STAFF`` is
    everybody's who may enter the site. Which rows it covers is the queryset's business (``for_actor``). ``reading`` is
    the action whose rows are listed: where VIEW covers what is public, a list for staff narrows by another.
    Writes go to :meth:`write`, which calls a service; a refusal comes back beside the fields and nothing is written.
    """

    scopes: ClassVar[Mapping[Action, str]] = {}
    reading: ClassVar[Action] = Action.VIEW
    actions: Any = None
    list_per_page = 50
    show_full_result_count = False
    list_filter_submit = True
    warn_unsaved_form = True
    save_as_continue = False

    def _holds(self, request: HttpRequest, action: Action) -> bool:
        if action not in self.scopes:
            return False
        user = request.user
        if not (user.is_active and user.is_staff):
            return False
        scope = self.scopes[action]
        return scope == ANY_STAFF or actor_of(request).may(scope)

    def _covers(self, request: HttpRequest, action: Action, obj: models.Model | UUID | str) -> bool:
        key = (self.model, action, str(obj.pk if isinstance(obj, models.Model) else obj))
        memory: dict[Any, bool] = request.__dict__.setdefault(_MEMORY, {})
        if key not in memory:
            try:
                memory[key] = self.rows(request, action).filter(pk=key[2]).exists()
            except (ValidationError, ValueError):
                memory[key] = False
        return memory[key]

    def _may(self, request: HttpRequest, action: Action, obj: Any = None) -> bool:
        if not self._holds(request, action):
            return False
        return obj is None or self._covers(request, self.reading if action is Action.VIEW else action, obj)

    def rows(self, request: HttpRequest, action: Action) -> ActorQuerySet:
        """Return the rows on which the actor may do ``action``."""
        return self.model._default_manager.for_actor(actor_of(request), action)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        """Return the rows that the actor may see, in the list's order."""
        queryset = self.rows(request, self.reading)
        ordering = self.get_ordering(request)
        return queryset.order_by(*ordering) if ordering else queryset

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Whether anything of this model is for the actor."""
        return self._may(request, Action.VIEW)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether the actor may see ``obj``, or anything."""
        return self._may(request, Action.VIEW, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Whether the actor may add a row."""
        return self._holds(request, Action.ADD)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether the actor may change ``obj``, or anything."""
        return self._may(request, Action.CHANGE, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether the actor may delete ``obj``, or anything."""
        return self._may(request, Action.DELETE, obj)

    def write(self, request: HttpRequest, obj: Any, form: Any, *, change: bool) -> None:
        """Call the service that writes what the form holds; it may raise DomainError. Sets ``obj.pk`` for a new row."""
        raise NotImplementedError(f"{type(self).__name__} must say which service writes")

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        """Hand over to the service."""
        self.write(request, obj, form, change=bool(change))

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: Any) -> None:
        """Do nothing: the service has written everything in one go."""

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """Call the service that removes ``obj``."""
        raise NotImplementedError(f"{type(self).__name__} must say which service removes")

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> None:
        """Do nothing: services write the audit entry."""

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> None:
        """Do nothing: services write the audit entry."""

    def log_deletions(self, request: HttpRequest, queryset: Any) -> None:
        """Do nothing: services write the audit entry."""

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Return the form class, which shows the refusal of this request where there was one."""
        form = super().get_form(request, obj, change=change, **kwargs)
        refusal = getattr(request, "admin_refusal", None)
        return type(form)(form.__name__, (RefusalFormMixin, form), {"refusal": refusal, "actor": actor_of(request)})

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> Any:
        """Serve the form; when a service refuses, serve it again with the reason (its transaction is rolled back)."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except DomainError as refusal:
            if request.method != "POST":
                raise
            request.admin_refusal = refusal  # type: ignore[attr-defined]
            return super().changeform_view(request, object_id, form_url, extra_context)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Give texts in two languages a field with two inputs."""
        if isinstance(db_field, LocalizedTextField):
            return LocalizedField(
                label=db_field.verbose_name,
                required=not (db_field.blank or db_field.null),
                help_text=db_field.help_text,
            )
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def get_field_queryset(self, db: Any, db_field: Any, request: HttpRequest) -> Any:
        """Offer only the related rows that the actor may see."""
        manager = db_field.remote_field.model._default_manager
        if hasattr(manager, "for_actor"):
            return manager.for_actor(actor_of(request), Action.VIEW)
        return super().get_field_queryset(db, db_field, request)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponseBase:
        """Refuse: the history of a row is its audit entries, not this site's log."""
        return HttpResponse(status=404)


class ReadOnlyInline(TabularInline):
    """Rows shown with their parent, whose permission they share; never written here."""

    extra = 0
    can_delete = False
    show_change_link = False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever sees the parent sees these."""
        return True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody adds here."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody changes here."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody deletes here."""
        return False
