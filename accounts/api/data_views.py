"""`/api/v1/me/data/`: all that is held about the signed-in person."""

from __future__ import annotations

from typing import cast

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.data_serializers import MyDataSerializer, my_data
from accounts.api.own import OwnView
from accounts.api.presence import session_of
from accounts.models import User
from accounts.rights.recent import require_recent_sign_in


class MyDataView(OwnView):
    """What is held, and why."""

    @extend_schema(operation_id="me_data", tags=["me"], responses={200: MyDataSerializer})
    def get(self, request: Request) -> Response:
        """Read all that is held about you, whole: what, why, on which law, how long, who corrects it, what stays.

        401 `reauthentication_required` unless you have signed in, or shown that it is you, within ten minutes.
        """
        user = cast(User, request.user)
        require_recent_sign_in(session_of(request), user)
        return Response(my_data(user))
