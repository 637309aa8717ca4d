"""Changes in: what a city's system tells us."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpResponse
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from catalog.api import schema
from catalog.services.changes_receive import changes_receive
from catalog.tasks import take_changes

TIMESTAMP: Final = "X-Portal-Timestamp"
SIGNATURE: Final = "X-Portal-Signature"


class ChangesIn(APIView):
    """A city tells what has changed in its catalogue."""

    authentication_classes = ()
    permission_classes = ()

    @extend_schema(
        operation_id="city_catalogue_changes_create",
        summary="A city's system tells what has changed in its catalogue",
        auth=[],
        parameters=[
            OpenApiParameter("slug", str, OpenApiParameter.PATH),
            OpenApiParameter(
                TIMESTAMP, str, OpenApiParameter.HEADER, required=True, description="Seconds since 1970, now."
            ),
            OpenApiParameter(
                SIGNATURE,
                str,
                OpenApiParameter.HEADER,
                required=True,
                description="`sha256=` and HMAC-SHA256, in hexadecimal digits, over timestamp, a dot and the body.",
            ),
        ],
        request=inline_serializer(
            "CatalogueChanges",
            {
                "event_id": serializers.CharField(help_text="The city's own, once for ever."),
                "rows": serializers.ListField(child=serializers.DictField(), required=False),
                "gone": serializers.ListField(child=serializers.CharField(), required=False, help_text="Old ids."),
                "words": serializers.ChoiceField(["ours", "theirs"], required=False, help_text="Whose column names."),
            },
        ),
        responses={
            202: OpenApiResponse(
                inline_serializer(
                    "CatalogueChangesReceipt",
                    {
                        "event_id": serializers.CharField(),
                        "rows": serializers.IntegerField(),
                        "gone": serializers.IntegerField(),
                        "repeated": serializers.BooleanField(),
                    },
                ),
                description="Kept; an import takes it in within the minute. The same again is answered alike.",
            ),
            **schema.problems(
                (401, "bad_signature"),
                (401, "signature_expired"),
                (404, "unknown_city"),
                (403, "push_not_open"),
                (409, "event_reused"),
                (409, "cut_over_done"),
                (413, "too_many_changes"),
                (422, "changes_malformed"),
            ),
        },
    )
    def post(self, request: Request, slug: str, **kwargs: Any) -> HttpResponse:
        """Signed, each event once, at most a thousand rows. Each row is whole: what it leaves out is empty."""
        receipt = changes_receive(
            city=slug,
            timestamp=request.headers.get(TIMESTAMP, ""),
            signature=request.headers.get(SIGNATURE, ""),
            body=request._request.body,
        )
        take_changes(slug)
        body = {"event_id": receipt.event_id, "rows": receipt.rows, "gone": receipt.gone, "repeated": receipt.is_repeat}
        return Response(body, status=202)
