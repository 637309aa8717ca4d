"""Live updates: hints over WebSockets. A hint says what changed, never how; who misses one has lost nothing."""

from services_portal.kernel.sockets.groups import look_again
from services_portal.kernel.sockets.hints import declare_hint, declare_kind

__all__ = ["declare_hint", "declare_kind", "look_again"]
