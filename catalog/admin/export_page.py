"""The registry as a file, for those who work on it: theirs alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from catalog.exports.records import iter_records, published
from catalog.exports.registry import exporter_for, exporters
from catalog.exports.streams import HeldPieces, file_name
from services_portal.kernel.admin.base import actor_of
from services_portal.kernel.authorisation import Action
from services_portal.kernel.text import current_language

if TYPE_CHECKING:
    from catalog.admin.service_admin import ServiceAdmin


def export_page(page: ServiceAdmin, request: HttpRequest) -> HttpResponseBase:
    """Offer the formats with what each loses; with ``format`` give the file."""
    chosen = request.GET.get("format")
    if chosen:
        exporter = exporter_for(chosen)
        services = published(actor_of(request), Action.EXPORT)
        answer = StreamingHttpResponse(
            HeldPieces(lambda: exporter.pieces(iter_records(services))), content_type=exporter.media_type
        )
        answer["Content-Disposition"] = f'attachment; filename="{file_name(exporter, "own")}"'
        answer["X-Content-Type-Options"] = "nosniff"
        return answer
    language = current_language()
    formats = [
        {
            "name": each.name,
            "label": each.label_en if language == "en" else each.label_zh,
            "losses": [loss.describe(language) for loss in each.loses],
        }
        for each in exporters
    ]
    context: dict[str, Any] = {
        **page.admin_site.each_context(request),
        "opts": page.opts,
        "title": _("Export of the published services"),
        "formats": formats,
    }
    return TemplateResponse(request, "catalog/admin/export.html", context)
