"""The codes of the queue of conflicts."""

from django.utils.translation import gettext_lazy as _

from services_portal.kernel.errors import define_error

CASE_SETTLED = define_error(
    "case_settled",
    status=409,
    title=_("The conflict is not where you left it"),
    explanation=_("Somebody has decided it meanwhile, or its source has cured it. Read it again."),
)
CASE_NEEDS_ANOTHER = define_error(
    "case_needs_another",
    status=403,
    title=_("A second person must agree"),
    explanation=_(
        "What joins two persons' records is agreed to by another member of staff than the one who proposed it."
    ),
)
CASE_MOVED_ON = define_error(
    "case_moved_on",
    status=409,
    title=_("The decision can no longer be taken back"),
    explanation=_(
        "What it changed has been changed again since: by a later decision, a later import, or by the person."
        " Decide about what stands now."
    ),
)
CASE_CHOICE_UNFIT = define_error(
    "case_choice_unfit",
    status=400,
    title=_("This cannot be decided here"),
    explanation=_("The decision does not fit this conflict, or it does not say which side's data are wrong."),
)
