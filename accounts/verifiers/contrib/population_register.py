"""The population register: do name and number belong together?"""

from __future__ import annotations

from typing import Any

from accounts.models.proof import Level
from accounts.verifiers.answers import matched
from accounts.verifiers.port import Step, Subject, Verifier, verifiers
from accounts.verifiers.signed_http import SignedHttpOptions, ask, check_options
from services_portal.kernel.registry import CheckResult


@verifiers.register
class PopulationRegister(Verifier):
    """Two facts that only one person has in common; says nothing of who types them."""

    name = "population_register"
    label_zh = "人口库核对姓名与号码"
    label_en = "Name and number in the population register"
    options_schema = SignedHttpOptions
    level = Level.MATCHED
    valid_days = 365

    def begin(self, subject: Subject, options: SignedHttpOptions) -> Step:
        """Ask once; the answer is yes or no."""
        asked = {"name": subject.name, "type": subject.type.value, "number": subject.number}
        return matched(ask(options, "/match", asked))

    def check(self, options: Any) -> CheckResult:
        """Whether there is a key to ask with."""
        return check_options(options)
