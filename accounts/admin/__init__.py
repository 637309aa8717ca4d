from accounts.admin import city_app_admin, membership_admin, proof_admin, resident_admin, user_admin

__all__ = ["city_app_admin", "membership_admin", "proof_admin", "resident_admin", "user_admin"]
