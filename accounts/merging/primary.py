"""The address that an account is written to, once its accounts are apart."""

from __future__ import annotations

from allauth.account.models import EmailAddress

from accounts.models import User


def settle_primary(survivor: User, absorbed: User) -> None:
    """Let ``survivor``'s own address be marked as the one to write to, where the one that was has gone to ``absorbed``.

    The caller has locked both.
    """
    own = EmailAddress.objects.filter(user=survivor)
    if own.filter(primary=True).exists():
        return
    first = own.order_by("-verified", "pk").first()
    if first is not None:
        first.user = survivor
        first.set_as_primary()
    elif survivor.email in {each.email for each in EmailAddress.objects.filter(user=absorbed)}:
        survivor.email = None
        survivor.save(update_fields=["email"])
