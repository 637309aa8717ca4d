from accounts.admin import membership_admin, resident_admin, user_admin

__all__ = ["membership_admin", "resident_admin", "user_admin"]
