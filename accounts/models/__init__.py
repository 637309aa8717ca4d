from accounts.models.resident import Resident
from accounts.models.sms_message import SmsMessage
from accounts.models.staff_membership import StaffMembership
from accounts.models.user import User

__all__ = ["Resident", "SmsMessage", "StaffMembership", "User"]
