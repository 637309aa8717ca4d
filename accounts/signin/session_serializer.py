"""Sessions encrypted at rest: between two steps of a sign-in they hold a phone number and the code sent to it."""

from __future__ import annotations

import json
from typing import Any

from services_portal.kernel import crypto

PURPOSE = "sessions.session.session_data"


class EncryptedSerializer:
    """Setting SESSION_SERIALIZER."""

    def dumps(self, data: Any) -> bytes:
        """Return the session as a sealed token."""
        return crypto.encrypt(json.dumps(data, separators=(",", ":")), purpose=PURPOSE)

    def loads(self, token: bytes) -> Any:
        """Open a token. Raises DecryptionError; Django then begins an empty session."""
        return json.loads(crypto.decrypt(token, purpose=PURPOSE))
