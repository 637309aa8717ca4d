from services_portal.kernel.admin import audit_entry_admin, operation_panel, outbox_event_admin

__all__ = ["audit_entry_admin", "operation_panel", "outbox_event_admin"]
