"""The leases on the runs of the intake."""

from typing import Final

from services_portal.kernel.runs.lease import Leases

leases: Final = Leases("catalog_intakerun", lock_class=0x1417)
