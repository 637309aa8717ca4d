"""Accounts that were begun and never proved."""

from __future__ import annotations

from datetime import timedelta

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import Exists, OuterRef

from accounts.models import Closure, Identifier, User
from services_portal.kernel import audit, clock
from services_portal.kernel.actor import SYSTEM

KEPT = timedelta(days=7)
AT_ONCE = 500


@transaction.atomic
def abandoned_remove() -> int:
    """Delete accounts older than seven days that never proved a number or an address and never signed in.

    What somebody typed in as his is not kept longer than needed, and an address typed by the wrong person becomes free.
    At most 500 in one run; returns how many were deleted.
    """
    proved = EmailAddress.objects.filter(user=OuterRef("pk"), verified=True)
    known = Identifier.objects.proved().filter(user=OuterRef("pk"))
    # What is left of a closed account is a number that the audit log speaks of.
    closed = Closure.objects.filter(user=OuterRef("pk"))
    abandoned = User.objects.filter(
        ~Exists(proved),
        ~Exists(known),
        ~Exists(closed),
        date_joined__lt=clock.now() - KEPT,
        last_login=None,
        is_staff=False,
        is_superuser=False,
    )
    chosen = list(abandoned.select_for_update(skip_locked=True).order_by("date_joined")[:AT_ONCE])
    audit.record_many(SYSTEM, "accounts.user.remove_abandoned", [(user, None) for user in chosen])
    User.objects.filter(pk__in=[user.pk for user in chosen]).delete()
    return len(chosen)
