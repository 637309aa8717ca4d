"""Whether this process lives, and whether it can serve: for orchestrators, proxies and `make run`."""

from services_portal.kernel.health.probes import Finding, examine, register_probe

__all__ = ["Finding", "examine", "register_probe"]
