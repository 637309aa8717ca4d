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
CORRECTION_UNKNOWN = define_error(
    "correction_unknown",
    status=404,
    title=_("There is nothing of yours to correct there"),
    explanation=_("The record is not yours, or you change it yourself on your page. What can be asked for is listed."),
)
CORRECTION_UNDER_WAY = define_error(
    "correction_under_way",
    status=409,
    title=_("You have asked for it already"),
    explanation=_("The request waits for a decision; until then you can withdraw it and ask anew."),
)
CORRECTION_NEEDLESS = define_error(
    "correction_needless",
    status=409,
    title=_("It says so already"),
    explanation=_("What is held is what it should say."),
)
CORRECTION_SETTLED = define_error(
    "correction_settled",
    status=409,
    title=_("The request is decided already"),
    explanation=_("It was decided, or withdrawn, meanwhile. Read it again."),
)
CORRECTION_MOVED_ON = define_error(
    "correction_moved_on",
    status=409,
    title=_("The record is another by now"),
    explanation=_("It says something else than when the request was made, or is gone. Refuse the request and say why."),
)
EXPORT_UNDER_WAY = define_error(
    "export_under_way",
    status=409,
    title=_("A copy is being made already"),
    explanation=_("Wait until the copy of your data that you asked for is ready; it takes a few minutes."),
)
