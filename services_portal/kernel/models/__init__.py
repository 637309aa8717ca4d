from services_portal.kernel.models.acted import ActedModel
from services_portal.kernel.models.audit import AuditEntry
from services_portal.kernel.models.base import TimestampedModel, UUIDModel
from services_portal.kernel.models.idempotency import IdempotencyRecord
from services_portal.kernel.models.outbox import ConsumedEvent, OutboxAttempt, OutboxEvent, OutboxState
from services_portal.kernel.models.setup import SetupRecord

__all__ = [
    "ActedModel",
    "AuditEntry",
    "ConsumedEvent",
    "IdempotencyRecord",
    "OutboxAttempt",
    "OutboxEvent",
    "OutboxState",
    "SetupRecord",
    "TimestampedModel",
    "UUIDModel",
]
