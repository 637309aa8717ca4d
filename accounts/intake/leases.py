"""The leases on the runs that take in accounts."""

from typing import Final

from services_portal.kernel.runs.lease import Leases

leases: Final = Leases("accounts_accountrun", lock_class=0x1418)
