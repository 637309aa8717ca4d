"""The logins of the demonstration."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction

from accounts.models import Resident, User
from accounts.roles import Role
from accounts.selectors import region_today
from accounts.services.emails_keep import emails_keep
from accounts.services.membership_grant import membership_grant
from accounts.services.phone_prove import phone_prove
from accounts.services.resident_register import resident_register
from accounts.services.resident_update import ResidentChanges, resident_update
from cities.models import Agency
from services_portal.kernel.actor import SYSTEM

PASSWORD: Final = "Shandong-Demo-2026"  # noqa: S105 - published: it opens nothing but a demonstration
JINAN: Final = "370100000000"
CLERK_CITY: Final = "qingdao"
CLERK_DEPARTMENT: Final = "housing_fund_center"


@dataclass(frozen=True)
class DemoAccount:
    """One login: ``phone`` is E.164, ``role`` is held in the clerk's agency or the province."""

    email: str
    display_name: str
    phone: str = ""
    role: Role | None = None
    is_superuser: bool = False


DEMO_ACCOUNTS: Final = (
    DemoAccount("resident@example.cn", "王小鲁", phone="+8613800000000"),
    DemoAccount("clerk.qingdao@example.cn", "青岛经办员", role=Role.PUBLISHER),
    DemoAccount("province@example.cn", "省级管理员", is_superuser=True),
    DemoAccount("auditor@example.cn", "审计员", role=Role.AUDITOR),
)


@transaction.atomic
def demo_accounts() -> tuple[DemoAccount, ...]:
    """Make the demonstration's accounts where they are missing, with their passwords and roles; returns them.

    Regions and the clerk's agency are set where the seeds have them already; a later run adds them. Raises
    ImproperlyConfigured outside a demonstration: the password is published.
    """
    if not settings.PORTAL_DEMONSTRATION:
        raise ImproperlyConfigured("Demonstration accounts exist only where PORTAL_DEMONSTRATION is set.")
    for account in DEMO_ACCOUNTS:
        _settle(account)
    return DEMO_ACCOUNTS


def _settle(account: DemoAccount) -> None:
    user = User.objects.filter(email=account.email).first() or User.objects.create_user(account.email)
    staff = account.role is not None or account.is_superuser
    user.is_active, user.is_staff, user.is_superuser = True, staff, account.is_superuser
    if not user.check_password(PASSWORD):
        user.set_password(PASSWORD)
    user.save()
    EmailAddress.objects.update_or_create(user=user, email=account.email, defaults={"verified": True, "primary": True})
    resident = Resident.objects.filter(user=user).first()
    if resident is None:
        resident = resident_register(user=user, display_name=account.display_name)
    if resident.home_region_id is None and region_today(JINAN):
        home = ResidentChanges(home_region=JINAN, current_region=JINAN)
        resident_update(actor=SYSTEM, user=user, changes=home)
    emails_keep(user=user)
    if account.phone and not User.objects.with_phone(account.phone).filter(pk=user.pk).exists():
        phone_prove(user=user, phone=account.phone)
    _give_role(user, account.role)


def _give_role(user: User, role: Role | None) -> None:
    if role is Role.PUBLISHER:
        agency = _clerk_agency()
        if agency is not None:
            membership_grant(actor=SYSTEM, user=user, role=role, agency=agency)
    elif role is not None:
        membership_grant(actor=SYSTEM, user=user, role=role)


def _clerk_agency() -> Agency | None:
    of_city = Agency.objects.filter(city__slug=CLERK_CITY, is_active=True).order_by("uscc")
    return of_city.filter(department=CLERK_DEPARTMENT).first() or of_city.first()
