"""What all who exchange codes know."""

from base64 import urlsafe_b64encode
from hashlib import sha256

CLIENT = "bench-client"
SECRET = "bench-secret-of-256-bits-and-some"  # noqa: S105 - of a database that is made for a measurement
BACK = "https://app.example.cn/back"
SCOPES = ["openid", "profile"]
VERIFIER = "a-long-enough-code-verifier-for-pkce-0123456789"
CHALLENGE = urlsafe_b64encode(sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
