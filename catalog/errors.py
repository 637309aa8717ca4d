"""What the registry refuses, by code."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from services_portal.kernel.errors import define_error

UNKNOWN_TOPIC: Final = define_error(
    "unknown_topic",
    status=400,
    title=_("No such topic"),
    explanation=_("No topic has this code. `/api/v1/topics/` lists them."),
)
UNKNOWN_LIFE_EVENT: Final = define_error(
    "unknown_life_event",
    status=404,
    title=_("No such life event"),
    explanation=_("No life event has this code. `/api/v1/life-events/` lists them."),
)
UNKNOWN_AUDIENCE: Final = define_error(
    "unknown_audience",
    status=400,
    title=_("No such audience"),
    explanation=_("`audience` is `person` or `enterprise`."),
)
BAD_SEARCH: Final = define_error(
    "bad_search",
    status=400,
    title=_("The search cannot be read"),
    explanation=_("`q` is at most 100 characters of plain words, without control characters."),
)
UNKNOWN_ITEM: Final = define_error(
    "unknown_item",
    status=404,
    title=_("No such matter"),
    explanation=_("The basic directory holds no matter under this code."),
)
UNKNOWN_SERVICE: Final = define_error(
    "unknown_service",
    status=404,
    title=_("No such service"),
    explanation=_("There is no service at this address, or none that you may see."),
)
SERVICE_RETIRED: Final = define_error(
    "service_retired",
    status=410,
    title=_("This service has ended"),
    explanation=_("The agency no longer offers it. `params.item` leads to the matter and to those who offer it now."),
)
UNKNOWN_OLD_ADDRESS: Final = define_error(
    "unknown_old_address",
    status=404,
    title=_("No such old address"),
    explanation=_("No service was taken in under this id of the city's old app."),
)
OLD_ADDRESS_DROPPED: Final = define_error(
    "old_address_dropped",
    status=410,
    title=_("What stood at this old address was not taken over"),
    explanation=_(
        "The city's old app had it, and it is not a service that anybody offers now. "
        "Look for the matter at /api/v1/items/, by `q`."
    ),
)
UNKNOWN_AGENCY: Final = define_error(
    "unknown_agency",
    status=404,
    title=_("No such agency"),
    explanation=_("There is no active agency under this id."),
)
BAD_CODE: Final = define_error(
    "bad_code",
    status=400,
    title=_("The code is not valid"),
    explanation=_(
        "A basic code has 12 characters; an implementation code 31: the agency's unified social credit code (18), "
        "the level (1) and the basic code (12), as GB/T 39554 says."
    ),
)
CODE_TAKEN: Final = define_error(
    "implementation_code_taken",
    status=409,
    title=_("This implementation code is taken"),
    explanation=_("Another service bears this implementation code. An agency offers a matter once."),
)
STALE_DRAFT: Final = define_error(
    "stale_draft",
    status=412,
    title=_("Somebody changed this service first"),
    explanation=_("The version you began from is not the present one. Read again and apply your change to it."),
)
WRONG_STATE: Final = define_error(
    "wrong_state",
    status=409,
    title=_("Not possible in this state"),
    explanation=_("`params.state` is where it stands now, `params.allowed` what can be done from there."),
)
CONTENT_INVALID: Final = define_error(
    "content_invalid",
    status=422,
    title=_("The service is not complete or contradicts itself"),
    explanation=_("`errors` names the fields and what is wrong with them."),
)
REGISTRY_BUSY: Final = define_error(
    "registry_busy",
    status=503,
    title=_("Somebody else is at work on the same matter"),
    explanation=_("Another change of the same matter has not ended. Try again after the seconds in `Retry-After`."),
)
IMPORT_RUNNING: Final = define_error(
    "import_running",
    status=409,
    title=_("An import of this city is running"),
    explanation=_("Only one import a city is at work at a time. Wait until it has ended, or look at its progress."),
)
UNKNOWN_RUN: Final = define_error(
    "unknown_run",
    status=404,
    title=_("No such import"),
    explanation=_("There is no import under this id, or none that you may see."),
)
RUN_NOT_HELD: Final = define_error(
    "run_not_held",
    status=409,
    title=_("This import is not held"),
    explanation=_("Only an import that was held because its source had shrunk can be agreed to."),
)
RUN_OVERTAKEN: Final = define_error(
    "run_overtaken",
    status=409,
    title=_("A newer import of this city has been there"),
    explanation=_("Its source is newer than what this import was held with, which is therefore not taken in any more."),
)
RUN_NOT_CANCELLABLE: Final = define_error(
    "run_not_cancellable",
    status=409,
    title=_("This import cannot be cancelled"),
    explanation=_("It has ended (`params.state`), or it rolls another one back, which is always brought to its end."),
)
RUN_NOT_REVERSIBLE: Final = define_error(
    "run_not_reversible",
    status=409,
    title=_("This import cannot be rolled back"),
    explanation=_(
        "Only an import that has ended (`params.state`) can be, once, and none that rolls back another: take in the "
        "source again instead."
    ),
)
RUN_BUILT_UPON: Final = define_error(
    "run_built_upon",
    status=409,
    title=_("Later imports of this city stand on this one"),
    explanation=_("Roll the later ones back first, the last of them before the others."),
)
RUNS_OF_TWO_CITIES: Final = define_error(
    "runs_of_two_cities",
    status=400,
    title=_("These are imports of two cities"),
    explanation=_("Two imports are held against each other row by row; only those of one city have rows in common."),
)
CUT_OVER_STEP_UNKNOWN: Final = define_error(
    "cut_over_step_unknown",
    status=409,
    title=_("The city cannot go there from where it stands"),
    explanation=_(
        "A city moves from shadow to dual, to the portal leading, to redirected; each step but the last can be taken "
        "back. `params.phase` is where it stands, `params.allowed` where it can go."
    ),
)
CUT_OVER_GATE_SHUT: Final = define_error(
    "cut_over_gate_shut",
    status=409,
    title=_("The city is not ready for this step"),
    explanation=_("`params.gates` holds what was asked and what the answers are."),
)
CUT_OVER_DONE: Final = define_error(
    "cut_over_done",
    status=409,
    title=_("The old system of this city leads no more"),
    explanation=_("The portal leads for this city: its old catalogue is not taken in, nor is an import taken back."),
)
SERVICES_EDITED_SINCE: Final = define_error(
    "services_edited_since",
    status=409,
    title=_("Services of this import were changed in the portal since"),
    explanation=_(
        "`params.count` services have a later version. They can be left as they are while the rest is rolled back, if "
        "that is asked for."
    ),
)
CATALOGUE_TOO_LARGE: Final = define_error(
    "catalogue_too_large",
    status=413,
    title=_("The catalogue file is too large"),
    explanation=_("`params.limit` is the largest size in bytes that is taken."),
)
CURSOR_AHEAD: Final = define_error(
    "cursor_ahead",
    status=409,
    title=_("The cursor lies ahead of the feed"),
    explanation=_(
        "The feed has not come as far as this cursor: the registry was restored from an earlier state. "
        "Leave the cursor out and read from the beginning; what you hold already stays valid where the digests agree."
    ),
)
UNKNOWN_FORMAT: Final = define_error(
    "unknown_format",
    status=404,
    title=_("No such format"),
    explanation=_("The registry is not exported in this format. `params.formats` names those that there are."),
)
PUSH_NOT_OPEN: Final = define_error(
    "push_not_open",
    status=403,
    title=_("This city does not tell its changes here"),
    explanation=_("No key was agreed with the city. It stands in the environment, under the name in its manifest."),
)
BAD_SIGNATURE: Final = define_error(
    "bad_signature",
    status=401,
    title=_("The signature is not the city's"),
    explanation=_("It is `sha256=` and HMAC-SHA256 over timestamp, a dot and the body, with the key agreed upon."),
)
SIGNATURE_EXPIRED: Final = define_error(
    "signature_expired",
    status=401,
    title=_("The signature is too old"),
    explanation=_("The timestamp is more than `params.window_seconds` away. Sign anew, with the same event id."),
)
CHANGES_MALFORMED: Final = define_error(
    "changes_malformed",
    status=422,
    title=_("The changes cannot be read"),
    explanation=_("`detail` or `errors` names the place. Nothing of it was taken."),
)
TOO_MANY_CHANGES: Final = define_error(
    "too_many_changes",
    status=413,
    title=_("Too many changes at once"),
    explanation=_("At most `params.limit` rows and withdrawn ids go into one event. Send several."),
)
EVENT_REUSED: Final = define_error(
    "event_reused",
    status=409,
    title=_("This event id was used for something else"),
    explanation=_("An event id stands for one body for ever. What was told first stays."),
)
EXPORT_BUSY: Final = define_error(
    "export_busy",
    status=503,
    title=_("Others are reading exports just now"),
    explanation=_("An export holds a part of the server for as long as it is read. Try again after `Retry-After`."),
)
UNKNOWN_CAUSE: Final = define_error(
    "unknown_cause",
    status=404,
    title=_("No row waits for this"),
    explanation=_("The rows were decided meanwhile, or the source has mended them."),
)
CHOICE_NOT_ALLOWED: Final = define_error(
    "choice_not_allowed",
    status=400,
    title=_("This cannot be decided here"),
    explanation=_(
        "`params.allowed` names what may be decided about rows that wait for this rule. "
        "A matter or an agency is named where the decision is one of them, it is in use, and the agency is of the city "
        "or the province."
    ),
)
ALREADY_DECIDED: Final = define_error(
    "already_decided",
    status=409,
    title=_("This was decided already"),
    explanation=_("One decision lives for a cause. Undo it first; `params.decided_by` and `params.choice` tell of it."),
)
UNKNOWN_DECISION: Final = define_error(
    "unknown_decision",
    status=404,
    title=_("No such decision"),
    explanation=_("It does not exist, or it is another city's."),
)
ALREADY_UNDONE: Final = define_error(
    "already_undone",
    status=409,
    title=_("This decision was undone already"),
    explanation=_("Who undid it and when is kept with it."),
)
