"""The whole published registry as a file."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.views import APIView

from catalog.api import schema
from catalog.exports.records import iter_records, published
from catalog.exports.registry import exporter_for, exporters
from catalog.exports.streams import HeldPieces, export_tag, file_name
from services_portal.kernel.actor import ANONYMOUS

_MEDIA = sorted({each.media_type for each in exporters})
# What a JSON document says is its own standard's business; the others are files to us.
_DOCUMENT = {"type": "object", "additionalProperties": True}


def _shape(media: str) -> Any:
    return _DOCUMENT if media.endswith(("/json", "+json")) else OpenApiTypes.BINARY


class CatalogueExport(APIView):
    """The published registry in one of the formats."""

    authentication_classes = ()
    permission_classes = ()

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:
        """Let the address choose the format, whatever ``Accept`` says."""
        return super().perform_content_negotiation(request, force=True)

    @extend_schema(
        operation_id="catalogue_export",
        summary="The published registry as a file",
        auth=[],
        parameters=[
            OpenApiParameter("export_format", str, OpenApiParameter.PATH, enum=sorted(each.name for each in exporters)),
            schema.CITY,
            OpenApiParameter("agency", str, description="Unified social credit code of an agency."),
            schema.IF_NONE_MATCH,
        ],
        responses={
            **{(200, media): OpenApiResponse(_shape(media), description="The file.") for media in _MEDIA},
            304: schema.UNCHANGED,
            **schema.problems(
                (404, "unknown_format"), (404, "unknown_city"), (404, "unknown_agency"), (503, "export_busy")
            ),
        },
    )
    def get(self, request: Request, export_format: str) -> Any:
        """Everything that is published, streamed. The tag changes with every publication: ask with `If-None-Match`.
        What a format cannot hold is told in `docs/exports.md`; `json_lines` holds everything."""
        exporter = exporter_for(export_format)
        city, agency = request.query_params.get("city") or None, request.query_params.get("agency") or None
        services = published(ANONYMOUS, city=city, agency=agency)
        tag = export_tag(exporter, city, agency)
        headers = {"ETag": tag, "Cache-Control": "public, max-age=0, must-revalidate"}
        known = [part.strip() for part in request.headers.get("If-None-Match", "").split(",")]
        if tag in known or tag.removeprefix("W/") in known or known == ["*"]:
            return HttpResponse(status=304, headers=headers)
        headers |= {
            "Content-Type": exporter.media_type,
            "Content-Disposition": f'attachment; filename="{file_name(exporter, city or agency)}"',
            "X-Content-Type-Options": "nosniff",
        }
        if request.method == "HEAD":
            return HttpResponse(headers=headers)
        return StreamingHttpResponse(HeldPieces(lambda: exporter.pieces(iter_records(services))), headers=headers)
