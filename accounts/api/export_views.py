"""`/api/v1/me/data/exports/`: copies of all that is held about the signed-in person."""

from __future__ import annotations

from functools import partial
from typing import Any, cast
from uuid import UUID

from django.db import transaction
from django.http import StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.own import OwnView
from accounts.api.presence import session_of
from accounts.models import DataExport, ExportKind, ExportState, User
from accounts.rights.recent import require_recent_sign_in
from accounts.services.data_export_ask import data_export_ask
from accounts.services.data_export_open import data_export_open
from accounts.tasks import make_data_export
from services_portal.kernel import clock
from services_portal.kernel.errors import DomainError
from services_portal.kernel.refusals import NOT_FOUND
from services_portal.kernel.text import current_language

TYPES = {ExportKind.JSON: "application/json", ExportKind.PDF: "application/pdf"}


class DataExportSerializer(serializers.Serializer[DataExport]):
    """A copy of the person's data."""

    id = serializers.UUIDField()
    state = serializers.ChoiceField(choices=ExportState.choices)
    created_at = serializers.DateTimeField()
    ready_at = serializers.DateTimeField(allow_null=True)
    expires_at = serializers.DateTimeField(help_text="deleted then")


class DataExportsView(OwnView):
    """The person's copies."""

    @extend_schema(operation_id="me_data_exports", tags=["me"], responses={200: DataExportSerializer(many=True)})
    def get(self, request: Request) -> Response:
        """List the copies of your data that are being made or can be taken; there are two at most."""
        user = cast(User, request.user)
        mine: Any = DataExport.objects.for_actor(self.actor(request)).filter(user=user, expires_at__gt=clock.now())
        return Response(DataExportSerializer(mine.order_by("-pk"), many=True).data)

    @extend_schema(operation_id="me_data_exports_ask", tags=["me"], request=None, responses={202: DataExportSerializer})
    def post(self, request: Request) -> Response:
        """Ask for a copy of all that is held about you, as JSON and as PDF, in your language; it takes some minutes.

        An earlier copy is deleted. 409 `export_under_way` while one is made, 401 `reauthentication_required`.
        """
        user = cast(User, request.user)
        require_recent_sign_in(session_of(request), user)
        with transaction.atomic():
            asked = data_export_ask(actor=self.actor(request), user=user, language=current_language())
            transaction.on_commit(partial(make_data_export.delay, str(asked.pk)))
        return Response(DataExportSerializer(asked).data, status=status.HTTP_202_ACCEPTED)


class AnyFormRenderer(BaseRenderer):
    """The copy is written as it is kept, whatever was asked for."""

    media_type = "*/*"
    format = "any"

    def render(self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None) -> bytes:
        """Write a refusal, which is the only thing that is rendered here."""
        return JSONRenderer().render(data, accepted_media_type, renderer_context)


class DataExportFileView(OwnView):
    """One form of a copy."""

    renderer_classes = [AnyFormRenderer]

    @extend_schema(
        operation_id="me_data_exports_take",
        tags=["me"],
        parameters=[OpenApiParameter("kind", str, OpenApiParameter.PATH, enum=ExportKind.values)],
        responses={(200, "application/json"): OpenApiTypes.OBJECT, (200, "application/pdf"): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, export_id: UUID, kind: str) -> StreamingHttpResponse:
        """Take a copy of your data. 404 for others', and once its days are over; 401 `reauthentication_required`."""
        require_recent_sign_in(session_of(request), cast(User, request.user))
        if kind not in ExportKind.values:
            raise DomainError(NOT_FOUND)
        form = ExportKind(kind)
        pieces = data_export_open(actor=self.actor(request), export_id=export_id, kind=form)
        answer = StreamingHttpResponse(pieces, content_type=TYPES[form])
        answer["Content-Disposition"] = f'attachment; filename="my-data.{form.value}"'
        answer["X-Content-Type-Options"] = "nosniff"
        return answer
