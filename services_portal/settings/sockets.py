"""Live updates over WebSockets: a process of its own, a layer on Redis between the processes."""

from services_portal.kernel import env
from services_portal.settings.data import REDIS_URL
from services_portal.settings.processes import PORTAL_PORT
from services_portal.settings.security import CSRF_TRUSTED_ORIGINS, PORTAL_DEMONSTRATION

# Publish and subscribe alone: a group kept in Redis would forget its sockets after a day.
CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        "CONFIG": {"hosts": [REDIS_URL], "prefix": "portal"},
    },
}
PORTAL_SOCKET_DOOR = "accounts.sockets.AccountDoor"
PORTAL_SOCKET_PORT = env.int_("PORTAL_SOCKET_PORT", PORTAL_PORT + 1)
PORTAL_SOCKET_WORKERS = env.int_("PORTAL_SOCKET_WORKERS", 1)
# Sockets that one worker holds at the same time.
PORTAL_SOCKET_CONNECTIONS = env.int_("PORTAL_SOCKET_CONNECTIONS", 5000)
PORTAL_SOCKETS_PER_PERSON = env.int_("PORTAL_SOCKETS_PER_PERSON", 10)
# Pages of the demonstration are served from another port than its sockets.
PORTAL_SOCKET_ORIGINS = [
    *CSRF_TRUSTED_ORIGINS,
    *(f"http://{name}:{PORTAL_PORT}" for name in ("localhost", "127.0.0.1") if PORTAL_DEMONSTRATION),
]
PORTAL_SOCKET_GREETING_SECONDS = 10.0
PORTAL_SOCKET_PING_SECONDS = 30.0
PORTAL_SOCKET_MESSAGE_SIZE = 4096
# Between two pings; each is looked at again, so nobody may make us look without end.
PORTAL_SOCKET_FRAMES = 20
