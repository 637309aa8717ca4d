"""The refusals that any service may raise, whatever it is about."""

from django.utils.translation import gettext_lazy as _

from services_portal.kernel.errors import define_error

NOT_PERMITTED = define_error(
    "not_permitted",
    status=403,
    title=_("Not permitted"),
    explanation=_("You are signed in, but your account does not hold the right that this needs."),
)
NOT_FOUND = define_error(
    "not_found",
    status=404,
    title=_("Not found"),
    explanation=_("There is nothing at this address, or nothing that you may see."),
)
STALE_VERSION = define_error(
    "stale_version",
    status=412,
    title=_("Somebody changed this first"),
    explanation=_("`If-Match` names an older version. Read again, apply your change to what stands now, and send it."),
)
