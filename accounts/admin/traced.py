"""Reading a person's data leaves a trace."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpRequest

from accounts.rights.purposes import ReadPurpose, read_facts
from services_portal.kernel import audit
from services_portal.kernel.admin.base import actor_of


class TracedReadMixin:
    """Records who opened which row, and for what. Lists show no more than tells the rows apart."""

    traced_action = ""
    traced_purpose: ReadPurpose

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """Return the row and write the audit entry, once a request."""
        found = super().get_object(request, object_id, from_field)  # type: ignore[misc]
        if found is not None and not getattr(request, "admin_traced", False):
            with transaction.atomic():
                actor = actor_of(request)
                audit.record(actor, self.traced_action, found, detail=read_facts(actor, self.traced_purpose))
            request.admin_traced = True  # type: ignore[attr-defined]
        return found
