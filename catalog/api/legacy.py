"""Old ids, codes and links of the cities' apps and portals."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from django.http import HttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.views import APIView

from catalog.api import schema
from catalog.errors import OLD_ADDRESS_DROPPED, SERVICE_RETIRED
from catalog.legacy.hits import count_hit
from catalog.legacy.resolving import Fate, OldAddress, resolve
from catalog.publishing import shapes
from services_portal.kernel.errors import DomainError
from services_portal.kernel.text import Language, current_language

DAY_SECONDS = 86_400


def address_of(old_id: str, request: Request) -> str:
    """Return the old address that a request asks for: the query belongs to it where it is a link's."""
    query = request._request.META.get("QUERY_STRING", "")
    return f"{old_id}?{query}" if query else old_id


class LegacyRedirect(APIView):
    """Where an old id, code or link of a city's app leads now."""

    authentication_classes = ()
    permission_classes = ()

    @extend_schema(
        operation_id="legacy_redirect",
        summary="Where an old id, code or link of a city's app leads now",
        auth=[],
        parameters=[
            OpenApiParameter("city", str, OpenApiParameter.PATH),
            OpenApiParameter(
                "old_id",
                str,
                OpenApiParameter.PATH,
                description="The id or code as the old app wrote it, or a link to it, whole or without its host.",
            ),
        ],
        responses={
            200: OpenApiResponse(schema.ref(shapes.OldAddressPage), description="It waits for a person to decide."),
            300: OpenApiResponse(schema.ref(shapes.OldAddressPage), description="It was split: these are the choices."),
            301: OpenApiResponse(description="`Location` is the service's address, for ever."),
            **schema.problems(
                (404, "unknown_city"),
                (404, "unknown_old_address"),
                (410, "service_retired"),
                (410, "old_address_dropped"),
            ),
        },
    )
    def get(self, request: Request, city: str, old_id: str) -> HttpResponse:
        """Redirect permanently to the one service; otherwise say what became of it. What was ever known here is never
        answered 404."""
        found = resolve(city, address_of(old_id, request))
        count_hit(found)
        if found.fate == Fate.MOVED:
            [target] = found.targets
            return HttpResponse(
                status=301,
                headers={
                    "Location": f"/api/v1/services/{target.service_id}/",
                    "Cache-Control": f"public, max-age={DAY_SECONDS}",
                },
            )
        if found.fate == Fate.RETIRED:
            raise DomainError(SERVICE_RETIRED, params=_retired(found))
        if found.fate == Fate.DROPPED:
            raise DomainError(OLD_ADDRESS_DROPPED)
        page = _page(found, current_language())
        return HttpResponse(
            shapes.encode(page),
            status=300 if found.fate == Fate.SPLIT else 200,
            content_type="application/json",
            headers={"Cache-Control": "no-cache", "Vary": "Accept-Language"},
        )


def _retired(found: OldAddress) -> dict[str, object]:
    code = found.targets[0].basic_code
    item = f"/api/v1/items/{quote(code)}/?{urlencode({'city': found.city})}"
    return {"basic_code": code, "city": found.city, "item": item}


def _page(found: OldAddress, language: Language) -> shapes.OldAddressPage:
    if found.fate == Fate.WAITING:
        told = _("The city's old app had this. A person is still deciding what becomes of it here; come again later.")
        return shapes.OldAddressPage(fate="waiting", explanation=told, choices=())
    choices = tuple(
        shapes.OldAddressChoice(
            service=str(target.service_id),
            title=target.name(language),
            agency=target.agency_name(language),
            basic_code=target.basic_code,
            document=f"/api/v1/services/{target.service_id}/",
        )
        for target in found.targets
    )
    told = _("What was one entry in the city's old app are several services now. Choose the one you mean.")
    return shapes.OldAddressPage(fate="split", explanation=told, choices=choices)
