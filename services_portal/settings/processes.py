"""The processes of `make run`, and what is set up before they start."""

from services_portal.kernel import env
from services_portal.settings.portal import PORTAL_HOME

# Management commands that fill an empty portal, in this order, each with the exit codes that leave it for the next
# start without stopping this one: a city held for a person or put off must not keep the others from being served.
PORTAL_SEED_STEPS: list[tuple[tuple[str, ...], set[int]]] = [
    (("seed_cities",), set()),
    (("seed_catalog",), set()),
    (("catalogue_migrate", "--all", "--report", str(PORTAL_HOME / "log" / "catalogue_migrate.json")), {3, 4, 5}),
    (("accounts_migrate", "--all", "--report", str(PORTAL_HOME / "log" / "accounts_migrate.json")), {3, 4, 5}),
    (("demo_accounts",), set()),
    (("demo_app",), set()),
]
PORTAL_SEED_FOLDERS = ["seeds"]
PORTAL_HOST = env.str_("PORTAL_HOST", "127.0.0.1")
PORTAL_PORT = env.int_("PORT", 8000)
PORTAL_WEB_WORKERS = env.int_("PORTAL_WEB_WORKERS", 2)
PORTAL_WEB_THREADS = env.int_("PORTAL_WEB_THREADS", 4)
PORTAL_WORKER_PROCESSES = env.int_("PORTAL_WORKER_PROCESSES", 2)
PORTAL_DEMONSTRATION_LOGINS = (
    "resident@example.cn (+8613800000000), clerk.qingdao@example.cn, province@example.cn, auditor@example.cn,"
    " password Shandong-Demo-2026"
)
