"""Audit entries: one for every write in the write's own transaction, one for every refusal that outlives it."""

from services_portal.kernel.audit.recording import record, record_many, record_refusal

__all__ = ["record", "record_many", "record_refusal"]
