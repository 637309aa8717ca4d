"""Writes of accounts, one use case a file."""

from accounts.services.abandoned_remove import abandoned_remove
from accounts.services.account_intake_run import account_intake_dry_run, account_intake_run
from accounts.services.account_intake_start import account_intake_start
from accounts.services.attempts_forget import attempts_forget
from accounts.services.city_app_decide import (
    city_app_approve,
    city_app_refuse,
    city_app_secret_renew,
    city_app_submit,
    city_app_withdraw,
)
from accounts.services.city_app_write import AppFacts, city_app_write
from accounts.services.demo_accounts import demo_accounts
from accounts.services.emails_keep import emails_keep
from accounts.services.former_holder_tell import former_holder_tell
from accounts.services.identifier_claim import identifier_claim
from accounts.services.identifier_prove import identifier_prove
from accounts.services.membership_grant import membership_grant
from accounts.services.membership_withdraw import membership_withdraw
from accounts.services.old_passwords_seal import old_passwords_seal, password_states
from accounts.services.phone_claim import phone_claim
from accounts.services.phone_prove import phone_prove
from accounts.services.proof_at_window import proof_at_window
from accounts.services.proof_begin import proof_begin
from accounts.services.proof_record import Identity, proof_record
from accounts.services.proof_resume import proof_resume
from accounts.services.proof_revoke import RevokeReason, proof_revoke
from accounts.services.resident_read import resident_read
from accounts.services.resident_register import resident_register
from accounts.services.resident_update import ResidentChanges, resident_update
from accounts.services.signing_keys_turn import signing_keys_turn
from accounts.services.sms_sign_in_set import sms_sign_in_set
from accounts.services.tokens_remove import tokens_remove
from accounts.services.user_restore import user_restore
from accounts.services.user_suspend import SuspensionReason, user_suspend

__all__ = [
    "AppFacts",
    "Identity",
    "ResidentChanges",
    "RevokeReason",
    "SuspensionReason",
    "abandoned_remove",
    "account_intake_dry_run",
    "account_intake_run",
    "account_intake_start",
    "attempts_forget",
    "city_app_approve",
    "city_app_refuse",
    "city_app_secret_renew",
    "city_app_submit",
    "city_app_withdraw",
    "city_app_write",
    "demo_accounts",
    "emails_keep",
    "former_holder_tell",
    "identifier_claim",
    "identifier_prove",
    "membership_grant",
    "membership_withdraw",
    "old_passwords_seal",
    "password_states",
    "phone_claim",
    "phone_prove",
    "proof_at_window",
    "proof_begin",
    "proof_record",
    "proof_resume",
    "proof_revoke",
    "resident_read",
    "resident_register",
    "resident_update",
    "signing_keys_turn",
    "sms_sign_in_set",
    "tokens_remove",
    "user_restore",
    "user_suspend",
]
