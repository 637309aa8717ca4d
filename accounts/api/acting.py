"""``X-Acting-For``: how a request says that it is made for somebody else.

A view that lets people act for others names the matter: ``acting_scope``, a string or a method of the view that takes
the request. To every other view the header is a mistake, and refused: nobody shall write his own things in the belief
that he writes another's.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final
from uuid import UUID

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request

from accounts.agents.acting import actor_for
from accounts.agents.consents import require_own_account
from accounts.errors import ACTING_NOT_HERE
from accounts.means import means_of_request
from accounts.models import User
from accounts.selectors import remember_actor
from services_portal.kernel.errors import DomainError
from services_portal.kernel.refusals import NOT_FOUND

HEADER: Final = "X-Acting-For"
ACTING_FOR: Final = OpenApiParameter(
    HEADER,
    OpenApiTypes.UUID,
    OpenApiParameter.HEADER,
    description="Id of an agency of yours (`/api/v1/me/agencies/`): the request is made for whom it is for.",
)


def scope_of(request: Request) -> str | None:
    """Return for which matter somebody would act by this request; None where the view lets nobody act for others."""
    said = getattr(request.parser_context.get("view"), "acting_scope", None)
    found: str | None = said(request) if callable(said) else said
    return found


def act_for(request: Request, user: User) -> None:
    """Let ``request`` be made for whom its header names; asked anew at each request.

    A child under 14 makes none without a guardian's consent (``guardian_consent_needed``). Raises DomainError
    ``acting_not_here`` where the view is nobody else's business, ``not_found`` for what is no agency of ``user``'s, and
    as ``accounts.agents.standing.require_standing``.
    """
    require_own_account(user)
    given = request._request.headers.get(HEADER)
    if given is None:
        return
    scope = scope_of(request)
    if scope is None:
        raise DomainError(ACTING_NOT_HERE)
    try:
        agency_id = UUID(given)
    except ValueError:
        raise DomainError(NOT_FOUND) from None
    actor = actor_for(user, agency_id, scope)
    actor = replace(actor, via=means_of_request(request._request, actor))
    remember_actor(request._request, actor)
    request._request.actor = actor  # type: ignore[attr-defined]
