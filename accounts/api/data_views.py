"""`/api/v1/me/data/`: all that is held about the signed-in person."""

from __future__ import annotations

from typing import Any, cast

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.data_serializers import MyDataSerializer, my_data
from accounts.api.identity_views import OwnView
from accounts.models import User
from accounts.rights.recent import require_recent_sign_in


def session_of(request: Request) -> Any:
    """Return the session behind a request: the app's by its token, the browser's by its cookie."""
    return request.auth if request.auth is not None else request._request.session


class MyDataView(OwnView):
    """What is held, and why."""

    @extend_schema(operation_id="me_data", tags=["me"], responses={200: MyDataSerializer})
    def get(self, request: Request) -> Response:
        """Read all that is held about you, whole: what, why, on which law, how long, who corrects it, what stays.

        403 `recent_sign_in_needed` unless you have signed in, or confirmed that it is you, within five minutes.
        """
        user = cast(User, request.user)
        require_recent_sign_in(session_of(request), user)
        return Response(my_data(user))
