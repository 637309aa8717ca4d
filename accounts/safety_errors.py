"""The codes of what keeps an account its person's: showing that it is he, and the ways back."""

from django.utils.translation import gettext_lazy as _

from services_portal.kernel.errors import define_error

REAUTHENTICATION_REQUIRED = define_error(
    "reauthentication_required",
    status=401,
    title=_("Please show that it is you"),
    explanation=_(
        "This changes how the account is opened, and it is some minutes since you showed that it is you. `params` says"
        " by what you can show it; then send the same request again. Nothing has been lost."
    ),
)
CODE_NOT_RIGHT = define_error(
    "code_not_right",
    status=400,
    title=_("The code is not right"),
    explanation=_("It is another one, it is older than five minutes, or it was tried three times. Ask for a new one."),
)
NO_OTHER_WAY_IN = define_error(
    "no_other_way_in",
    status=409,
    title=_("You would have no way in"),
    explanation=_("Set a password, a passkey or an e-mail address first; then refuse codes to the phone."),
)
RECOVERY_NOT_POSSIBLE = define_error(
    "recovery_not_possible",
    status=409,
    title=_("No way back can be opened"),
    explanation=_(
        "Nobody is proved to be the person of this document and name, or a way back is open already. Compare number and"
        " name with the document; an account whose person was never proved has none."
    ),
)
RECOVERY_NEEDS_ANOTHER = define_error(
    "recovery_needs_another",
    status=403,
    title=_("A second clerk must approve"),
    explanation=_(
        "A way back into an account is approved by another clerk than who opened it, and by no one for himself."
    ),
)
RECOVERY_NOT_DUE = define_error(
    "recovery_not_due",
    status=409,
    title=_("It is too early"),
    explanation=_("For your safety the key opens nothing before a day is over, nor before a second clerk has agreed."),
)
RECOVERY_OVER = define_error(
    "recovery_over",
    status=409,
    title=_("This key opens nothing"),
    explanation=_("It is mistyped, was used or stopped, or is too old. Ask for a new one at a window."),
)
