"""The codes of claimed old accounts."""

from django.utils.translation import gettext_lazy as _

from services_portal.kernel.errors import define_error

CLAIM_CONTRADICTS = define_error(
    "claim_contradicts",
    status=409,
    title=_("The old account is another person's"),
    explanation=_("It knows another resident ID than your account, or one that another account has proved."),
)
CLAIM_SETTLED = define_error(
    "claim_settled",
    status=409,
    title=_("It is settled otherwise"),
    explanation=_("The old account was given back, or refused, meanwhile. Read it again."),
)
CLAIM_TERM_OVER = define_error(
    "claim_term_over",
    status=409,
    title=_("It can no longer be given back here"),
    explanation=_("The term is over, or your account began with this old account. A window helps with your document."),
)
CLAIM_NEEDS_ANOTHER = define_error(
    "claim_needs_another",
    status=403,
    title=_("A second clerk must approve"),
    explanation=_(
        "What was not proved by both the account and the city is approved by another clerk, never by oneself."
    ),
)
