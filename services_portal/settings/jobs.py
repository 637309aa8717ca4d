"""Celery: tasks load a row and call a service; a task lost with its worker is given out again."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

from celery.schedules import crontab

from services_portal.settings.data import REDIS_URL


def _broker(redis_url: str) -> str:
    """Say a unix socket address in Celery's words; any other address means the same to both."""
    parts = urlsplit(redis_url)
    if parts.scheme != "unix":
        return redis_url
    database = parse_qs(parts.query).get("db", ["0"])[0]
    return f"redis+socket://{parts.path}?virtual_host={database}"


CELERY_BROKER_URL = _broker(REDIS_URL)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TIMEZONE = "Asia/Shanghai"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BEAT_SCHEDULE: dict[str, dict[str, Any]] = {
    "resume-intakes": {"task": "catalog.tasks.resume_intakes", "schedule": 15.0},
    # A change waits for half of this on average, and for all of it at worst: residents see it within the minute.
    "follow-sources": {"task": "catalog.tasks.follow_sources", "schedule": 30.0, "options": {"expires": 25}},
    "watch-sources": {"task": "catalog.tasks.watch_sources", "schedule": 60.0},
    "append-to-feed": {"task": "catalog.tasks.append_to_feed", "schedule": 30.0},
    "flush-legacy-hits": {"task": "catalog.tasks.flush_legacy_hits", "schedule": 60.0},
    "tell-apps-of-ends": {"task": "accounts.tasks.tell_apps_of_ends", "schedule": 30.0, "options": {"expires": 25}},
    "carry-out-merges": {"task": "accounts.tasks.carry_out_merges", "schedule": 60.0},
    "watch-cases": {"task": "accounts.tasks.watch_cases", "schedule": 900.0, "options": {"expires": 600}},
    "watch-corrections": {"task": "accounts.tasks.watch_corrections", "schedule": 900.0, "options": {"expires": 600}},
    "resume-account-runs": {"task": "accounts.tasks.resume_account_runs", "schedule": 60.0, "options": {"expires": 55}},
    "seal-old-passwords": {
        "task": "accounts.tasks.seal_old_passwords",
        "schedule": 60.0,
        "options": {"expires": 55},
    },
    "make-data-exports": {
        "task": "accounts.tasks.make_data_exports",
        "schedule": 60.0,
        "options": {"expires": 55},
    },
    "carry-out-closures": {"task": "accounts.tasks.carry_out_closures", "schedule": 600.0},
    "forget-set-aside": {"task": "accounts.tasks.forget_set_aside", "schedule": crontab(hour=3, minute=45)},
    "forget-data-exports": {"task": "accounts.tasks.forget_data_exports", "schedule": crontab(minute=15)},
    "remove-abandoned-accounts": {
        "task": "accounts.tasks.remove_abandoned_accounts",
        "schedule": crontab(hour=3, minute=20),
    },
    "find-all-old-accounts": {
        "task": "accounts.tasks.find_all_old_accounts",
        "schedule": crontab(hour=4, minute=10),
    },
    "forget-attempts": {"task": "accounts.tasks.forget_attempts", "schedule": crontab(hour=3, minute=25)},
    "note-ages": {"task": "accounts.tasks.note_ages", "schedule": crontab(hour=0, minute=5)},
    "turn-signing-keys": {"task": "accounts.tasks.turn_signing_keys", "schedule": crontab(hour=3, minute=30)},
    "expire-city-providers": {"task": "accounts.tasks.expire_city_providers", "schedule": crontab(minute="*/5")},
    "remove-expired-tokens": {"task": "accounts.tasks.remove_expired_tokens", "schedule": crontab(hour=3, minute=40)},
}
