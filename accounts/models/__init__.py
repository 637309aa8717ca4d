from accounts.models.kept_message import Channel, KeptMessage
from accounts.models.resident import Resident
from accounts.models.staff_membership import StaffMembership
from accounts.models.user import User, phone_index

__all__ = ["Channel", "KeptMessage", "Resident", "StaffMembership", "User", "phone_index"]
