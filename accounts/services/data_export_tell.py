"""The person hears that a copy of his data was made."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import DataExport
from accounts.notices import Letter, notify


def _letter() -> Letter:
    return Letter(
        _("The copy of your data is ready"),
        _(
            "Sign in and take it from your page within seven days; then it is deleted. If you did not ask for it,"
            " somebody else is in your account: change your password and end all other sessions."
        ),
        _("[Services Portal] The copy of your data is ready. Not asked for by you? Change your password."),
    )


def data_export_tell(*, export_id: UUID) -> int:
    """Tell the person of a copy that it is ready; returns how many messages left."""
    export = DataExport.objects.filter(pk=export_id).select_related("user").first()
    return notify(export.user, _letter) if export is not None else 0
