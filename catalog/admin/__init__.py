from catalog.admin import (
    basic_item_admin,
    cut_over_admin,
    intake_run_admin,
    life_event_admin,
    material_admin,
    old_channels_admin,
    registry_panels,
    row_decision_admin,
    service_admin,
    source_record_admin,
    sources_admin,
    topic_admin,
)

__all__ = [
    "basic_item_admin",
    "cut_over_admin",
    "intake_run_admin",
    "life_event_admin",
    "material_admin",
    "old_channels_admin",
    "registry_panels",
    "row_decision_admin",
    "service_admin",
    "source_record_admin",
    "sources_admin",
    "topic_admin",
]
