from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    label = "accounts"
    verbose_name = _("Accounts")

    def ready(self) -> None:
        """Register gateways, checks, codes, events and the words of the API document; listen to allauth."""
        from accounts import checks, errors, events, handlers, hints, safety_errors  # noqa: F401
        from accounts.agents import declared as agencies  # noqa: F401
        from accounts.agents import guard
        from accounts.api import schema  # noqa: F401
        from accounts.claiming import personal_data as of_old_accounts  # noqa: F401
        from accounts.claiming import refusals  # noqa: F401
        from accounts.identity import sessions
        from accounts.merging import declared  # noqa: F401
        from accounts.merging import guard as guard_of_means
        from accounts.merging import personal_data as of_merges  # noqa: F401
        from accounts.queue import errors as errors_of_conflicts  # noqa: F401
        from accounts.queue import personal_data as of_conflicts  # noqa: F401
        from accounts.rights import declared as personal_data  # noqa: F401
        from accounts.rights import declared_blockers, declared_rights  # noqa: F401
        from accounts.rights import errors as codes_of_rights  # noqa: F401
        from accounts.signin import (
            asking,
            device,
            following,
            headless_login,
            limits,
            mfa_renewal,  # noqa: F401
            noticing,
            opened_by,
            sealed_addresses,
        )
        from accounts.signin import personal_data as of_sign_in  # noqa: F401
        from accounts.sms import backends  # noqa: F401
        from accounts.upstream import declared as of_city_accounts  # noqa: F401
        from accounts.upstream import refusals as codes_of_city_accounts  # noqa: F401
        from accounts.verifiers import contrib  # noqa: F401
        from services_portal.kernel.authority import set_guard, set_means_guard

        sealed_addresses.install()
        set_guard(guard.hold)
        set_means_guard(guard_of_means.hold)
        asking.connect()
        following.connect()
        headless_login.connect()
        device.connect()
        limits.connect()
        sessions.connect()
        noticing.connect()
        opened_by.connect()
