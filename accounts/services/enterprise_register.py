"""A person says that he is the legal representative of an enterprise."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from stdnum.cn import uscc as stdnum_uscc
from stdnum.exceptions import ValidationError as StdnumError

from accounts.agents.kinds import AgencyKind
from accounts.models import AgencyRelation, Enterprise, User
from accounts.services.agency_ask import agency_ask
from services_portal.kernel.actor import Actor


def read_uscc(text: str) -> str:
    """Return the 18 characters of a unified social credit code (GB 32100). Raises ValidationError ``invalid_uscc``."""
    try:
        code: str = stdnum_uscc.validate(text.strip().upper())
    except StdnumError:
        raise ValidationError(
            _("A unified social credit code has 18 characters, and the last fits the others."), "invalid_uscc"
        ) from None
    return code


def enterprise_confirmed(uscc: str) -> Enterprise | None:
    """Return the enterprise of a credit code whose licence a clerk has seen, or None. Raises ValidationError."""
    found: Enterprise | None = Enterprise.objects.filter(uscc=read_uscc(uscc), confirmed_at__isnull=False).first()
    return found


@transaction.atomic
def enterprise_register(*, actor: Actor, user: User, uscc: str, name: str, reason: str = "") -> AgencyRelation:
    """Ask that ``user`` be the legal representative of the enterprise ``uscc``; a clerk confirms it, by the licence.

    In: ``name`` as on the licence, what somebody wrote until a clerk has seen it. Returns the agency asked for. Raises
    ValidationError for an unreadable code, and as :func:`~accounts.services.agency_ask.agency_ask`:
    ``step_up_required`` below L2, ``agency_there_already``.
    """
    code, written = read_uscc(uscc), " ".join(name.split())
    enterprise, _made = Enterprise.objects.get_or_create(uscc=code, defaults={"name": written})
    if enterprise.confirmed_at is None and enterprise.name != written:
        enterprise.name = written
        enterprise.save(update_fields=["name", "updated_at"])
    kind = AgencyKind.LEGAL_REPRESENTATIVE
    return agency_ask(actor=actor, agent=user, principal=enterprise, kind=kind, reason=reason)
