"""The operators' register of whose number is whose, and a code sent to it now."""

from __future__ import annotations

import hmac
import json
import secrets
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from accounts.identifiers import IdentifierType, mask
from accounts.models.proof import Level
from accounts.sms import send_sms
from accounts.verifiers.answers import matched
from accounts.verifiers.port import Passed, Refused, Step, Subject, Verifier, Waiting, verifiers
from accounts.verifiers.signed_http import SignedHttpOptions, ask, check_options
from services_portal.kernel.registry import CheckResult


@verifiers.register
class RegisteredPhone(Verifier):
    """Name, number and telephone belong together, and the person holds the telephone at this moment."""

    name = "registered_phone"
    label_zh = "实名手机验证码"
    label_en = "A code to the phone registered in your name"
    options_schema = SignedHttpOptions
    level = Level.MATCHED
    valid_days = 180

    def begin(self, subject: Subject, options: SignedHttpOptions) -> Step:
        """Ask whose the proved number of the account is; send a code to it only when it is this person's."""
        if not subject.phone:
            return Refused()
        asked = {"name": subject.name, "type": subject.type.value, "number": subject.number, "phone": subject.phone}
        found = matched(ask(options, "/match-phone", asked))
        if isinstance(found, Refused):
            return found
        code = f"{secrets.randbelow(10**6):06}"
        text = _("[Services Portal] Your code to prove who you are is %(code)s. Never tell it to anybody.")
        send_sms(phone=subject.phone, text=text % {"code": code})
        challenge = {"kind": "code", "sent_to": mask(IdentifierType.PHONE, subject.phone)}
        return Waiting(challenge, json.dumps({"code": code, "receipt": found.receipt}))

    def resume(self, memory: str, answer: Mapping[str, str], options: SignedHttpOptions) -> Step:
        """Compare the code; a wrong one may be mended a few times (``tries``)."""
        kept = json.loads(memory)
        if hmac.compare_digest(kept["code"].encode(), answer.get("code", "").encode()):
            return Passed(kept["receipt"])
        return Waiting({"kind": "code", "wrong": True}, memory)

    def check(self, options: Any) -> CheckResult:
        """Whether there is a key to ask with."""
        return check_options(options)
