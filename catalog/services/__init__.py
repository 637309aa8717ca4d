"""The use cases of the registry, one a file."""

from catalog.services.cut_over_move import cut_over_move
from catalog.services.decision_undo import decision_undo
from catalog.services.intake_cancel import intake_cancel
from catalog.services.intake_release import intake_release
from catalog.services.intake_rollback import intake_rollback
from catalog.services.intake_run import intake_dry_run, intake_run
from catalog.services.intake_start import intake_start
from catalog.services.row_decide import row_decide
from catalog.services.seed_directory import seed_directory
from catalog.services.service_create import service_create
from catalog.services.service_draft_edit import service_draft_edit
from catalog.services.service_publish import service_publish
from catalog.services.service_retire import service_retire, services_retire_bulk
from catalog.services.service_return import service_return
from catalog.services.service_submit import service_submit
from catalog.services.services_publish_bulk import BulkEntry, BulkResult, services_publish_bulk

__all__ = [
    "BulkEntry",
    "BulkResult",
    "cut_over_move",
    "decision_undo",
    "intake_cancel",
    "intake_dry_run",
    "intake_release",
    "intake_rollback",
    "intake_run",
    "intake_start",
    "row_decide",
    "seed_directory",
    "service_create",
    "service_draft_edit",
    "service_publish",
    "service_retire",
    "service_return",
    "service_submit",
    "services_publish_bulk",
    "services_retire_bulk",
]
