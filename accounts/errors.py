"""The codes of this app."""

from django.utils.translation import gettext_lazy as _

from services_portal.kernel.errors import define_error

REGION_NOT_CURRENT = define_error(
    "region_not_current",
    status=400,
    title=_("No such region today"),
    explanation=_("A home or present region is the 12-digit code of a region that is valid today (GB/T 2260)."),
)
PHONE_TAKEN = define_error(
    "phone_taken",
    status=409,
    title=_("The phone number belongs to another account"),
    explanation=_(
        "Another account has just proved that it holds this number. Sign in to that account with a code, or wait five"
        " minutes and ask for a new code."
    ),
)
IDENTIFIER_TAKEN = define_error(
    "identifier_taken",
    status=409,
    title=_("It belongs to another account"),
    explanation=_("Another account's person has proved that this is his. Sign in to that account, or ask at a window."),
)
IDENTIFIER_DIFFERS = define_error(
    "identifier_differs",
    status=409,
    title=_("The account is another person's"),
    explanation=_("The person of this account is known by another resident ID, and one account is one person's."),
)
UNKNOWN_VERIFIER = define_error(
    "unknown_verifier",
    status=400,
    title=_("No such way to prove who you are"),
    explanation=_("`method` is one of those that `/api/v1/me/proofs/` offers and that need no clerk."),
)
CONSENT_NEEDED = define_error(
    "consent_needed",
    status=403,
    title=_("This way needs your consent"),
    explanation=_(
        "Face recognition needs a consent of its own: `consent` names the text that was agreed to, as `params` says."
        " Whoever does not consent takes another way to the same level."
    ),
)
GUARDIAN_NEEDED = define_error(
    "guardian_needed",
    status=403,
    title=_("A guardian has to consent"),
    explanation=_("Under 14 a guardian consents to face recognition. A window proves the same level without it."),
)
PROOF_ATTEMPTS_SPENT = define_error(
    "proof_attempts_spent",
    status=429,
    title=_("Too many attempts today"),
    explanation=_("An account may try five times in 24 hours to prove who it is. A window needs no attempt."),
)
PROOF_ATTEMPT_OVER = define_error(
    "proof_attempt_over",
    status=409,
    title=_("This attempt is over"),
    explanation=_("It was settled, has run out of time, or has had too many answers. Begin a new one."),
)
VERIFIER_BROKEN = define_error(
    "verifier_broken",
    status=503,
    title=_("It cannot be checked for the moment"),
    explanation=_("The service that checks identities does not answer as it should. Try again later, or another way."),
)
STEP_UP_REQUIRED = define_error(
    "step_up_required",
    status=403,
    title=_("Please prove first who you are"),
    explanation=_(
        "This needs a higher assurance level than your account has. `params` says which one, which you hold, and the"
        " ways to get there (`/api/v1/me/proofs/`). Then send the same request again; nothing has been lost."
    ),
)
SMS_NOT_SENT = define_error(
    "sms_not_sent",
    status=503,
    title=_("The short message could not be sent"),
    explanation=_("No code was sent. Try again later, or sign in with e-mail or a passkey."),
)
ROLE_OUT_OF_REACH = define_error(
    "role_out_of_reach",
    status=403,
    title=_("You may not give this role"),
    explanation=_("Roles are given by those who manage staff there, and nobody gives a right that he does not hold."),
)
ROLE_PLACE_MISMATCH = define_error(
    "role_place_mismatch",
    status=400,
    title=_("The role does not fit the place"),
    explanation=_("Editors and publishers work in an agency, city administrators in a city, the others province-wide."),
)
APP_NOT_READY = define_error(
    "app_not_ready",
    status=400,
    title=_("The app cannot be taken a step on"),
    explanation=_("Something of it is missing or unfit, or it is not in the state that the step begins from."),
)
APP_NEEDS_OTHER_EYES = define_error(
    "app_needs_other_eyes",
    status=403,
    title=_("Somebody else must approve this"),
    explanation=_("Who wrote an app down or handed it in does not approve it."),
)
GRANT_ENDED = define_error(
    "grant_ended",
    status=400,
    title=_("This sign-in has ended"),
    explanation=_(
        "The app's sign-in was ended: signed out, used twice, or the account was suspended. Sign in there again."
    ),
)
SUSPENSION_OUT_OF_REACH = define_error(
    "suspension_out_of_reach",
    status=403,
    title=_("You may not suspend or restore this account"),
    explanation=_("Nobody suspends himself, and an account with every right only by another of its kind."),
)
ACCOUNT_IMPORT_RUNNING = define_error(
    "account_import_running",
    status=409,
    title=_("The city's old accounts are being taken in already"),
    explanation=_("Only one import of old accounts a city is at work. Wait for its end, or look at how far it is."),
)
ACCOUNT_SOURCE_TOO_LARGE = define_error(
    "account_source_too_large",
    status=413,
    title=_("The file is too large to be handed in"),
    explanation=_("`params.limit` says how many bytes may be. `manage.py accounts_migrate` takes in larger ones."),
)
ACCOUNT_IMPORT_SETTLED = define_error(
    "account_import_settled",
    status=409,
    title=_("The import has ended"),
    explanation=_("It is done, has failed or was cancelled meanwhile. Read it again."),
)
UNREADABLE_CREDENTIAL = define_error(
    "unreadable_credential",
    status=400,
    title=_("The passkey could not be read"),
    explanation=_("`credential` is not what the browser's or phone's passkey interface returns. Begin again."),
)
SAME_ACCOUNT = define_error(
    "same_account",
    status=400,
    title=_("One account is no two"),
    explanation=_("An account cannot be merged with itself."),
)
ACCOUNT_ABSORBED = define_error(
    "account_absorbed",
    status=409,
    title=_("One of the accounts is not free"),
    explanation=_(
        "It is suspended, is a part of another account already, or is about to become one. Settle that first."
    ),
)
STAFF_ACCOUNT = define_error(
    "staff_account",
    status=409,
    title=_("Accounts of staff are not merged"),
    explanation=_("Rights are given to an account by name. Withdraw its roles first."),
)
DIFFERENT_PERSON = define_error(
    "different_person",
    status=409,
    title=_("These are two persons"),
    explanation=_("Each account's person has given a resident ID, and they are not the same."),
)
MERGE_NOT_DUE = define_error(
    "merge_not_due",
    status=409,
    title=_("The cooling-off is not over"),
    explanation=_("Accounts become one only some time after both were told, so that either can object."),
)
MERGE_NEEDS_ANOTHER = define_error(
    "merge_needs_another",
    status=403,
    title=_("A second person must approve"),
    explanation=_("A merge that staff ask for is approved by another member of staff than the one who asked."),
)
MERGE_SETTLED = define_error(
    "merge_settled",
    status=409,
    title=_("The merge is settled otherwise"),
    explanation=_("It has been done, cancelled or undone meanwhile. Read it again."),
)
MERGE_NOT_LAST = define_error(
    "merge_not_last",
    status=409,
    title=_("A later merge builds on this one"),
    explanation=_("The surviving account has become a part of another one since. Undo that merge first."),
)
NOT_GIVEN_BY_STAFF = define_error(
    "not_given_by_staff",
    status=409,
    title=_("Staff give nobody a way to sign in"),
    explanation=_("By this somebody signs in. Its person adds it to his account again himself."),
)
MEANS_ENDED = define_error(
    "means_ended",
    status=409,
    title=_("Your accounts were taken apart"),
    explanation=_("You had come in by what belongs to the other one. Nothing was written. Sign in again."),
)
AGENCY_NOT_IN_FORCE = define_error(
    "agency_not_in_force",
    status=403,
    title=_("You may not act for them now"),
    explanation=_(
        "What allowed it is not confirmed yet, has not begun, is suspended or has ended; `params.why` says which."
        " Nothing was written. Act for yourself, or ask anew."
    ),
)
AGENCY_OUT_OF_SCOPE = define_error(
    "agency_out_of_scope",
    status=403,
    title=_("You may not do this for them"),
    explanation=_("You act for them in other matters only. Who you act for can widen what you may do."),
)
ACTING_NOT_HERE = define_error(
    "acting_not_here",
    status=400,
    title=_("Nobody acts for another here"),
    explanation=_("This is your own. Send the request without `X-Acting-For`."),
)
AGENCY_FOR_ONESELF = define_error(
    "agency_for_oneself",
    status=400,
    title=_("Nobody needs to act for himself"),
    explanation=_("Who acts and for whom are one person here."),
)
AGENCY_SETTLED = define_error(
    "agency_settled",
    status=409,
    title=_("It is settled otherwise"),
    explanation=_("It was confirmed, suspended or ended meanwhile. Read it again."),
)
AGENCY_NEEDS_ANOTHER = define_error(
    "agency_needs_another",
    status=403,
    title=_("Somebody else must confirm this"),
    explanation=_("Who asks that somebody may act for another does not confirm it, nor who would act himself."),
)
AGENCY_UNFIT = define_error(
    "agency_unfit",
    status=400,
    title=_("It cannot be asked for like this"),
    explanation=_(
        "`params.field` says what does not fit: `kind` (nobody acts so for such a one), `scopes`, `term` (an end is"
        " missing, lies before the beginning or too far ahead), `delegation`."
    ),
)
AGENCY_AGE = define_error(
    "agency_age",
    status=409,
    title=_("The age does not fit"),
    explanation=_(
        "Parents act for children under 18; who entrusts somebody, and who acts for another, is 18 or older."
    ),
)
AGENCY_THERE_ALREADY = define_error(
    "agency_there_already",
    status=409,
    title=_("It is there already"),
    explanation=_("The same person acts, or has asked to act, for the same one in the same way. End that first."),
)
AGENCY_NO_CHAIN = define_error(
    "agency_no_chain",
    status=403,
    title=_("Who acts for another cannot appoint a third"),
    explanation=_(
        "Only where the authority says so may an agent let somebody act in his place, with no more than he has"
        " (Civil Code, article 169). Who was appointed so appoints nobody."
    ),
)
GUARDIAN_CONSENT_NEEDED = define_error(
    "guardian_consent_needed",
    status=403,
    title=_("A guardian has to consent first"),
    explanation=_(
        "Who is under 14 has an account of his own while a parent or guardian, confirmed at a window, consents to it:"
        " on the parent's page under “Acting for others”, or by `/api/v1/me/dependants/`."
    ),
)
CLAIM_NOT_FREE = define_error(
    "claim_not_free",
    status=409,
    title=_("The old account cannot be added"),
    explanation=_(
        "The name and password are not right, or the old account is somebody's already, was disabled, or waits for a"
        " decision. A window helps with your document."
    ),
)
