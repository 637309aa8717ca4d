"""Jobs of accounts."""

from uuid import UUID

from celery import shared_task

from accounts.services import abandoned_remove, former_holder_tell


@shared_task
def remove_abandoned_accounts() -> None:
    """Delete accounts that were begun and never proved; once a day (settings, beat schedule)."""
    abandoned_remove()


@shared_task
def tell_former_holder(identifier_id: str) -> None:
    """Write to the person whose identifier another has proved to be his."""
    former_holder_tell(identifier_id=UUID(identifier_id))
