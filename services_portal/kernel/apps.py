from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class KernelConfig(AppConfig):
    name = "services_portal.kernel"
    label = "kernel"
    verbose_name = _("Kernel")

    def ready(self) -> None:
        """Register the checks of the configuration, and the codes of refusals, used in this process or not."""
        from services_portal.kernel import checks, idempotency, pagination  # noqa: F401
