"""What the persons of two accounts chose while these were one, and a row of its own does not keep."""

from __future__ import annotations

from typing import Final

from accounts.merging.sharing import Sharing, Side
from accounts.models import Merge, User
from services_portal.kernel.models import AuditEntry

_CHOSEN: Final = "accounts.user.sms_sign_in"


def give_choices(merge: Merge, sharing: Sharing, *, survivor: User, absorbed: User) -> None:
    """Let each have chosen for himself alone whether codes to the phone sign in; the caller has locked both.

    The log holds each change, so what stood at the merge is the opposite of the first.
    """
    done = AuditEntry.objects.filter(
        action="accounts.merge.carry_out", subject_type="accounts.merge", subject_id=str(merge.pk)
    )
    chosen = AuditEntry.objects.filter(
        action=_CHOSEN, subject_type="accounts.user", subject_id=str(survivor.pk), refused=False
    )
    entries = list(chosen.filter(pk__gt=done.values("pk")[:1]).order_by("pk").values_list("via", "detail"))
    if not any(sharing.side_by(via) is Side.ABSORBED for via, _detail in entries):
        return
    survivor.refuses_sms = not entries[0][1]["refused"]
    for via, detail in entries:
        chooser = absorbed if sharing.side_by(via) is Side.ABSORBED else survivor
        chooser.refuses_sms = detail["refused"]
    for user in (survivor, absorbed):
        user.save(update_fields=["refuses_sms"])
