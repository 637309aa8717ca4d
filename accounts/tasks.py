"""Jobs of accounts."""

from uuid import UUID

from celery import shared_task

from accounts.services import abandoned_remove, former_holder_tell, signing_keys_turn, tokens_remove
from services_portal.kernel.actor import SYSTEM


@shared_task
def remove_abandoned_accounts() -> None:
    """Delete accounts that were begun and never proved; once a day (settings, beat schedule)."""
    abandoned_remove()


@shared_task
def tell_former_holder(identifier_id: str) -> None:
    """Write to the person whose identifier another has proved to be his."""
    former_holder_tell(identifier_id=UUID(identifier_id))


@shared_task
def turn_signing_keys() -> None:
    """Make the OpenID provider's next key when its time comes; once a day."""
    signing_keys_turn(actor=SYSTEM)


@shared_task
def remove_expired_tokens() -> None:
    """Delete tokens of city apps that have expired; once a day."""
    tokens_remove()
