"""Whether a child under 14 may have an account of his own, asked at the moment of the act.

个人信息保护法 art 31, 未成年人网络保护条例 ch. 4: what is kept of somebody under 14 takes the consent of a parent or
another guardian. At 14 his own consent counts, without anybody doing anything.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from accounts.agents.ages import needs_consent
from accounts.agents.kinds import AgencyKind
from accounts.agents.standing import RELATED, why_not
from accounts.errors import GUARDIAN_CONSENT_NEEDED
from accounts.identifiers import IdentifierType, birth_date, identifier_index
from accounts.identifiers.resident_ids import LENGTH
from accounts.models import Dependant, GuardianConsent, User
from services_portal.kernel import clock
from services_portal.kernel.clock.now import PROVINCE_ZONE
from services_portal.kernel.errors import DomainError

# The text that guardians agree to; another text is another name.
TEXT: Final = "child-account-2026-11"
GUARDIANS: Final = (AgencyKind.PARENT, AgencyKind.GUARDIAN)


def is_consented(dependant: Dependant, at: datetime) -> bool:
    """Whether the consent of somebody who is guardian at ``at`` stands; of 14 and more nobody's is needed."""
    if not needs_consent(dependant.born, at.astimezone(PROVINCE_ZONE).date()):
        return True
    related = ("agency", *(f"agency__{each}" for each in RELATED))
    found = GuardianConsent.objects.standing().filter(dependant=dependant).select_related(*related)
    return any(not why_not(each.agency, at) for each in found)


def require_consent(kind: IdentifierType, number: str) -> Dependant | None:
    """Return who is registered under a normalised number, before an account proves to be his.

    Raises DomainError ``guardian_consent_needed`` under 14 where no guardian's consent counts.
    """
    if kind not in (IdentifierType.RESIDENT_ID, IdentifierType.PERMIT) or len(number) != LENGTH:
        return None
    index = identifier_index(kind, number)
    known: Dependant | None = Dependant.objects.registered().filter(index=index).first()
    now = clock.now()
    if needs_consent(birth_date(number), now.date()) and (known is None or not is_consented(known, now)):
        raise DomainError(GUARDIAN_CONSENT_NEEDED)
    return known


def require_own_account(user: User) -> None:
    """Return when ``user`` may use his account: who is under 14 only while a guardian's consent counts; one query for
    everybody else. Raises DomainError ``guardian_consent_needed``."""
    for dependant in Dependant.objects.registered().filter(user=user):
        if not is_consented(dependant, clock.now()):
            raise DomainError(GUARDIAN_CONSENT_NEEDED)
