"""The codes of the resident's rights; the others of this app stand in ``accounts.errors``."""

from django.utils.translation import gettext_lazy as _

from services_portal.kernel.errors import define_error

CLOSURE_BLOCKED = define_error(
    "closure_blocked",
    status=409,
    title=_("The account cannot be closed yet"),
    explanation=_("Something is under way that needs it; `params.reasons` says what. Settle that first."),
)
CLOSURE_UNDER_WAY = define_error(
    "closure_under_way",
    status=409,
    title=_("The account is to be closed already"),
    explanation=_("You have asked for it. Until the day that stands there you can call it off."),
)
CLOSURE_SETTLED = define_error(
    "closure_settled",
    status=409,
    title=_("There is nothing to call off"),
    explanation=_("The account is not about to be closed."),
)
EXPORT_UNDER_WAY = define_error(
    "export_under_way",
    status=409,
    title=_("A copy is being made already"),
    explanation=_("Wait until the copy of your data that you asked for is ready; it takes a few minutes."),
)
