from accounts.admin import (
    account_run_admin,
    agency_admin,
    case_admin,
    city_app_admin,
    claiming_admin,
    membership_admin,
    merge_admin,
    panels,
    proof_admin,
    recovery_admin,
    resident_admin,
    user_admin,
)

__all__ = [
    "account_run_admin",
    "agency_admin",
    "case_admin",
    "city_app_admin",
    "claiming_admin",
    "membership_admin",
    "merge_admin",
    "panels",
    "proof_admin",
    "recovery_admin",
    "resident_admin",
    "user_admin",
]
