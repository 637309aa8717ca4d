"""What is ours alone."""

import os
from pathlib import Path

from services_portal.kernel import engines, env
from services_portal.settings.core import BASE_DIR

PORTAL_HOME = engines.home()
PORTAL_CITY_DIRS = [
    Path(part) for part in env.list_("PORTAL_CITY_DIRS", [str(BASE_DIR / "seeds" / "cities")], separator=os.pathsep)
]
PORTAL_ACTOR_RESOLVER = "accounts.selectors.actor_for_request"
PORTAL_MEANS_RESOLVER = "accounts.means.means_of_request"
# Names of the residents' pages of a service and of its draft, by matter's code and service: the admin site leads there.
PORTAL_SERVICE_PAGE, PORTAL_DRAFT_PAGE = "web:service", "web:draft"
# What the identifiers of the exports begin with; they are kept by those who read them, so it should never change.
PORTAL_BASE_URL = env.str_("PORTAL_BASE_URL", "https://services.shandong.example").rstrip("/")
PORTAL_OUTBOX_LAG_LIMIT = env.float_("PORTAL_OUTBOX_LAG_LIMIT", 300.0)  # seconds; beyond it we are not ready
PORTAL_INTAKE_MAX_BYTES = env.int_("PORTAL_INTAKE_MAX_BYTES", 512 << 20)  # largest catalogue that may be handed in
# Pages whose files hold personal data: kept in memory while they come, sealed while they wait.
PORTAL_PRIVATE_UPLOADS = ["admin:accounts_accountrun_add"]
PORTAL_PRIVATE_UPLOAD_BYTES = env.int_("PORTAL_PRIVATE_UPLOAD_BYTES", 128 << 20)  # largest of them
FILE_UPLOAD_HANDLERS = [
    "services_portal.kernel.http.private_uploads.PrivateUploadHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
PORTAL_QUEUE_DAYS = env.int_("PORTAL_QUEUE_DAYS", 10)  # working days in which a row that waits is to be decided
# Working days in which a request for correction is decided. PIPL Art. 46: in time; GB/T 35273-2020, 8.7: thirty days.
PORTAL_CORRECTION_DAYS = env.int_("PORTAL_CORRECTION_DAYS", 10)
PORTAL_INTAKE_SHRINK_LIMIT = env.float_("PORTAL_INTAKE_SHRINK_LIMIT", 0.3)  # share of services; more gone is doubted
