"""The processes of `make run`, and what is set up before they start."""

from services_portal.kernel import env

# Management commands that fill an empty portal, in this order; each may be run again without harm.
PORTAL_SEED_STEPS = [
    ("seed_cities",),
    ("seed_catalog",),
    ("catalogue_migrate", "--all"),
    ("demo_accounts",),
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
