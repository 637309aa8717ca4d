"""The outbox: publish in the caller's transaction, deliver at least once, take effect once."""

from services_portal.kernel.outbox.publishing import publish, publish_many
from services_portal.kernel.outbox.relay import Relay, discard, replay
from services_portal.kernel.outbox.status import lag_seconds
from services_portal.kernel.outbox.subscribers import Subscriber, subscribe, subscribers_of

__all__ = [
    "Relay",
    "Subscriber",
    "discard",
    "lag_seconds",
    "publish",
    "publish_many",
    "replay",
    "subscribe",
    "subscribers_of",
]
