"""The port through which it is found out who a person is.

A verifier is a plugin: those of the portal stand in ``contrib/``, those of third parties under the entry point
``services_portal.identity_verifiers``. Which are in use, and with which options, ``PORTAL_VERIFIERS`` says.
"""

from accounts.verifiers.port import (
    Passed,
    Refused,
    Step,
    Subject,
    Verifier,
    VerifierBrokenError,
    Waiting,
    verifiers,
)
from accounts.verifiers.use import in_use, offered, options_of

__all__ = [
    "Passed",
    "Refused",
    "Step",
    "Subject",
    "Verifier",
    "VerifierBrokenError",
    "Waiting",
    "in_use",
    "offered",
    "options_of",
    "verifiers",
]
