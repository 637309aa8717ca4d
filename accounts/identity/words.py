"""What an app may ask to know, in words that people understand."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from accounts.models import Level

OPENID: Final = "openid"
ACTING: Final = "acting"
SCOPES: Final[dict[str, Any]] = {
    OPENID: _("Know that it is you, by a number that no app of another city gets"),
    "profile": _("See the name that you show, and your language"),
    "email": _("See your e-mail address"),
    "phone": _("See your phone number"),
    ACTING: _("Let you act there for somebody else; you say for whom, each time"),
}

# ``acr``: the level of identity that the person has reached, one value a level, the same in every city.
ACR: Final[dict[Level, str]] = {level: f"urn:cn:shandong:portal:identity:L{level.value}" for level in Level}
