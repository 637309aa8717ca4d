from services_portal.kernel.models.base import TimestampedModel, UUIDModel

__all__ = ["TimestampedModel", "UUIDModel"]
