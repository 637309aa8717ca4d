"""Lists that are searched by an address, which shall stand in no address of a page."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

from django.contrib.admin.views.main import PAGE_VAR, SEARCH_VAR
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseRedirect
from django.template.response import TemplateResponse

from services_portal.kernel.crypto import DecryptionError, decrypt, encrypt


class SealedSearchMixin:
    """What is typed comes in the body and goes on sealed for who typed it: logs of proxies and the history of browsers
    hold addresses of pages. What is not sealed finds nothing."""

    seals_search = True

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Serve the list; send who searches on to an address that says nothing."""
        if request.method == "POST" and SEARCH_VAR in request.POST:
            return HttpResponseRedirect(_address(request, request.POST[SEARCH_VAR].strip()))
        answer = super().changelist_view(request, extra_context)  # type: ignore[misc]
        if isinstance(answer, TemplateResponse) and answer.context_data and "cl" in answer.context_data:
            changes = answer.context_data["cl"]
            changes.query = _opened(request, changes.query)
        return answer

    def get_search_results(self, request: HttpRequest, queryset: QuerySet[Any], search_term: str) -> Any:
        """Search for what was sealed."""
        term = _opened(request, search_term)
        if search_term and not term:
            return queryset.none(), False
        return super().get_search_results(request, queryset, term)  # type: ignore[misc]


def _address(request: HttpRequest, term: str) -> str:
    query = request.GET.copy()
    for name in (SEARCH_VAR, PAGE_VAR):
        query.pop(name, None)
    if term:
        query[SEARCH_VAR] = urlsafe_b64encode(encrypt(term, purpose=_purpose(request))).decode()
    return f"{request.path}?{query.urlencode()}"


def _opened(request: HttpRequest, term: str) -> str:
    try:
        return decrypt(urlsafe_b64decode(term), purpose=_purpose(request)) if term else ""
    except (ValueError, DecryptionError):
        return ""


def _purpose(request: HttpRequest) -> str:
    return f"accounts.admin.search {request.user.pk}"
