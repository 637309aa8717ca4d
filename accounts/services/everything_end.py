"""A person is signed out of everything."""

from __future__ import annotations

from allauth.idp.oidc.models import Token
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.db.models import F

from accounts.models import User


@transaction.atomic
def everything_end(*, user: User) -> None:
    """End each session and delete each token of city apps that ``user`` has; the caller holds the lock on his row.

    Sessions and codes that are being made at this moment carry the old epoch and open nothing; tokens are made under
    the lock on the row (``accounts.identity``), so none can appear afterwards.
    """
    User.objects.filter(pk=user.pk).update(session_epoch=F("session_epoch") + 1)
    user.refresh_from_db(fields=["session_epoch"])
    Token.objects.filter(user=user).delete()
    for session in UserSession.objects.filter(user=user):
        session.end()
