from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class KernelConfig(AppConfig):
    name = "services_portal.kernel"
    label = "kernel"
    verbose_name = _("Kernel")

    def ready(self) -> None:
        """Register the checks of the configuration."""
        from services_portal.kernel import checks  # noqa: F401
