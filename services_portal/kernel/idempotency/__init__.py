"""A request takes effect once, however often it is sent."""

from services_portal.kernel.idempotency.once import Result, fingerprint, run_once

__all__ = ["Result", "fingerprint", "run_once"]
