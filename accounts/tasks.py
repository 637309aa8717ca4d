"""Jobs of accounts."""

from celery import shared_task

from accounts.services import abandoned_remove


@shared_task
def remove_abandoned_accounts() -> None:
    """Delete accounts that were begun and never proved; once a day (settings, beat schedule)."""
    abandoned_remove()
