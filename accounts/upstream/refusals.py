"""The codes of signing in by a city's account."""

from django.utils.translation import gettext_lazy as _

from services_portal.kernel.errors import define_error

CITY_UNAVAILABLE = define_error(
    "city_sign_in_unavailable",
    status=503,
    title=_("The city's sign-in cannot be reached"),
    explanation=_(
        "The city's identity system does not answer as it should. Nothing was changed. Try again later, or sign in here"
        " in another way."
    ),
)
CITY_REFUSED = define_error(
    "city_sign_in_refused",
    status=400,
    title=_("The city's sign-in did not go through"),
    explanation=_(
        "What came back from the city was not the answer to what was asked here: too late, used before, or not meant"
        " for this browser. Nothing was changed. Begin anew."
    ),
)
CITY_ENDED = define_error(
    "city_sign_in_ended",
    status=404,
    title=_("This city's accounts sign nobody in here now"),
    explanation=_(
        "The city's own identity system is not, or no longer, a way in. Sign in with your phone, your password or your"
        " passkey; whoever has none of them is helped at a window."
    ),
)
CITY_LINK_TAKEN = define_error(
    "city_link_taken",
    status=409,
    title=_("That city account opens another account here"),
    explanation=_(
        "Sign out, and sign in with the city's account to see which. If both are yours, they can become one."
    ),
)
CITY_KNOWN_OTHERWISE = define_error(
    "city_account_known",
    status=409,
    title=_("You have an account here already"),
    explanation=_(
        "What you had in that city belongs to an account here. Sign in to it, as you always do, and add the city's"
        " account on your page; a window helps where that does not."
    ),
)
CITY_LINK_STAFF = define_error(
    "city_link_staff",
    status=403,
    title=_("An account of staff is opened by the portal's own means alone"),
    explanation=_("Whoever works for an authority signs in with a passkey, or with password and second factor."),
)
CITY_LINK_LAST = define_error(
    "city_link_last",
    status=409,
    title=_("It is your only way in"),
    explanation=_("Add a passkey, a password or a phone number first; then the city's account can be taken away."),
)
PROVIDER_NOT_READY = define_error(
    "city_provider_not_ready",
    status=409,
    title=_("The identity system cannot take this step"),
    explanation=_("It is in another state, or what it says of itself is unfit; `errors` names the fields."),
)
PROVIDER_NEEDS_OTHER_EYES = define_error(
    "city_provider_needs_other_eyes",
    status=403,
    title=_("Somebody else approves it"),
    explanation=_("Whoever wrote a registration down or handed it in does not approve it."),
)
