"""What the pages of the provincial directory have in common: staff read, the province writes."""

from __future__ import annotations

from typing import Any

from catalog.scopes import DIRECTORY_MANAGE
from services_portal.kernel.admin.base import ANY_STAFF, ActorModelAdmin
from services_portal.kernel.authorisation import Action


class DirectoryAdmin(ActorModelAdmin):
    """Base of topics, materials, life events and matters."""

    scopes = {Action.VIEW: ANY_STAFF, Action.ADD: DIRECTORY_MANAGE, Action.CHANGE: DIRECTORY_MANAGE}

    def values(self, form: Any) -> dict[str, Any]:
        """Return what the form says of the row's own columns."""
        columns = {field.name for field in self.model._meta.concrete_fields}
        return {name: value for name, value in form.cleaned_data.items() if name in columns}
