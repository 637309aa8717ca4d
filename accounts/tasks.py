"""Jobs of accounts."""

from typing import Final
from uuid import UUID

from celery import shared_task

from accounts.intake.due import due_account_runs
from accounts.models import MergeState
from accounts.services import (
    abandoned_remove,
    account_intake_run,
    attempts_forget,
    former_holder_tell,
    old_passwords_seal,
    signing_keys_turn,
    tokens_remove,
)
from accounts.services.agency_tell import agency_tell
from accounts.services.ages_note import ages_note
from accounts.services.app_end_tell import app_end_tell
from accounts.services.app_sessions import app_sessions_due
from accounts.services.cases_watch import cases_watch
from accounts.services.change_tell import change_tell
from accounts.services.city_provider_decide import city_providers_expire
from accounts.services.city_provider_wind_up import city_end_tell, city_people_of, city_provider_wind_up
from accounts.services.claim_by_proof import claims_of_all, claims_of_person, claims_of_run
from accounts.services.claim_tell import claim_tell
from accounts.services.closure_carry_out import closures_carry_out, set_aside_forget
from accounts.services.closure_tell import closure_tell
from accounts.services.correction_tell import correction_tell, corrections_watch
from accounts.services.data_export_make import data_export_make, data_exports_due, data_exports_forget
from accounts.services.data_export_tell import data_export_tell
from accounts.services.merge_carry_out import merges_carry_out
from accounts.services.merge_tell import merge_tell
from services_portal.kernel.actor import SYSTEM

# Beat asks every minute: a run that no worker has had time for by then is asked for again.
RESUMING_EXPIRES: Final = 55
RETELLING_EXPIRES: Final = 25
# Less than the beat's pause, so that one task is done when the next comes.
SEALING_SECONDS: Final = 45


@shared_task
def remove_abandoned_accounts() -> None:
    """Delete accounts that were begun and never proved; once a day (settings, beat schedule)."""
    abandoned_remove()


@shared_task
def forget_attempts() -> None:
    """Delete what was typed to prove an identity more than 30 days ago; once a day."""
    attempts_forget()


@shared_task
def tell_former_holder(identifier_id: str) -> None:
    """Write to the person whose identifier another has proved to be his."""
    former_holder_tell(identifier_id=UUID(identifier_id))


@shared_task
def tell_of_change(change_id: str) -> None:
    """Write to the person of an account whose way in was changed."""
    change_tell(change_id=UUID(change_id))


@shared_task
def turn_signing_keys() -> None:
    """Make the OpenID provider's next key when its time comes; once a day."""
    signing_keys_turn(actor=SYSTEM)


@shared_task
def remove_expired_tokens() -> None:
    """Delete tokens of city apps that have expired; once a day."""
    tokens_remove()


@shared_task
def tell_of_merge(merge_id: str, user_id: str, state: str) -> None:
    """Write to the person of an account that is to become one with another, or no longer is."""
    merge_tell(merge_id=UUID(merge_id), user_id=UUID(user_id), state=MergeState(state))


@shared_task
def tell_of_agency(agency_id: str, what: str) -> None:
    """Write to both sides of an agency what has become of it."""
    agency_tell(agency_id=UUID(agency_id), what=what)


@shared_task
def note_ages() -> None:
    """Tell of those who have become 14 or 18; once a day."""
    ages_note()


@shared_task
def tell_of_claim(claiming_id: str, user_id: str, taken: bool) -> None:
    """Write to the person whose old accounts have become his, or are his no longer."""
    claim_tell(claiming_id=UUID(claiming_id), user_id=UUID(user_id), taken=taken)


@shared_task
def carry_out_merges() -> None:
    """Carry out the merges of accounts whose cooling-off is over; every minute (settings, beat schedule)."""
    merges_carry_out()


@shared_task
def watch_cases() -> None:
    """Alarm where conflicts of persons are overdue; every quarter of an hour (settings, beat schedule)."""
    cases_watch()


@shared_task
def seal_old_passwords() -> None:
    """Seal passwords of old accounts that an import has left waiting; every minute (settings, beat schedule)."""
    old_passwords_seal(seconds=SEALING_SECONDS)


@shared_task
def take_in_accounts(run_id: str) -> None:
    """Carry out one run over a city's old accounts, unless another process holds it."""
    account_intake_run(run_id=UUID(run_id))


@shared_task
def resume_account_runs() -> None:
    """Hand out again the runs that nobody holds, each to a task of its own; every minute (settings, beat schedule)."""
    for run_id in due_account_runs():
        take_in_accounts.apply_async(args=(str(run_id),), retry=False, expires=RESUMING_EXPIRES)


@shared_task
def make_data_export(export_id: str) -> None:
    """Make the copy of his data that a person asked for, and tell him."""
    if data_export_make(export_id=UUID(export_id)):
        data_export_tell(export_id=UUID(export_id))


@shared_task
def make_data_exports() -> None:
    """Hand out the copies that nobody has made yet, each to a task of its own; every minute (beat schedule)."""
    for export_id in data_exports_due():
        make_data_export.apply_async(args=(str(export_id),), retry=False, expires=RESUMING_EXPIRES)


@shared_task
def forget_data_exports() -> None:
    """Delete copies whose days are over; every hour (settings, beat schedule)."""
    data_exports_forget()


@shared_task
def tell_of_closure(closure_id: str) -> None:
    """Write to the person whose account is to be closed, or is not after all."""
    closure_tell(closure_id=UUID(closure_id))


@shared_task
def carry_out_closures() -> None:
    """Close the accounts whose cooling-off is over; every ten minutes (settings, beat schedule)."""
    closures_carry_out()


@shared_task
def forget_set_aside() -> None:
    """Delete what a law had kept of closed accounts and lets go now; once a day."""
    set_aside_forget()


@shared_task
def tell_app_of_end(app_session_id: str) -> None:
    """Tell one app that a session has ended."""
    app_end_tell(app_session_id=UUID(app_session_id))


@shared_task
def tell_apps_of_ends() -> None:
    """Tell again the apps that have not taken it, each in a task of its own; every half minute (beat schedule)."""
    for row in app_sessions_due():
        tell_app_of_end.apply_async(args=(str(row),), retry=False, expires=RETELLING_EXPIRES)


@shared_task
def find_old_accounts(user_id: str) -> None:
    """Give a person the old accounts that he has proved to be his."""
    claims_of_person(user_id=UUID(user_id))


@shared_task
def find_people_of_run(run_id: str) -> None:
    """Give what a run has taken in to those who have proved that it is theirs."""
    claims_of_run(run_id=UUID(run_id))


@shared_task
def find_all_old_accounts() -> None:
    """Find what was missed, for whatever reason; once a day."""
    claims_of_all()


@shared_task
def wind_up_city_provider(provider_id: str) -> None:
    """End the sessions that a city's identity system had opened; tell each of its people in a task of its own."""
    city_provider_wind_up(provider_id=UUID(provider_id))
    for link in city_people_of(provider_id=UUID(provider_id)):
        tell_of_city_end.delay(str(link))


@shared_task
def tell_of_city_end(link_id: str) -> None:
    """Write to one person whose city has ended its own sign-in."""
    city_end_tell(link_id=UUID(link_id))


@shared_task
def expire_city_providers() -> None:
    """End cities' identity systems whose term is over; every five minutes (settings, beat schedule)."""
    city_providers_expire()


@shared_task
def tell_of_correction(correction_id: str) -> None:
    """Write to the person whose request for correction is decided."""
    correction_tell(correction_id=UUID(correction_id))


@shared_task
def watch_corrections() -> None:
    """Give the alarm for requests for correction that nobody decided in time; every quarter of an hour."""
    corrections_watch()
