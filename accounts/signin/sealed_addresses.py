"""allauth's own table of addresses holds tokens: its column is ours."""

from __future__ import annotations

from allauth.account.models import EmailAddress

from services_portal.kernel.crypto import EncryptedEmailField


def install() -> None:
    """Put an encrypted field in the place of ``EmailAddress.email``, before the first query.

    allauth has no setting for its model, and asks it by equality alone. The migration of ``accounts`` that changes the
    column tells the state of its app the same, so a change of this field by a later allauth is seen by
    ``makemigrations --check``.
    """
    options = EmailAddress._meta
    plain = options.get_field("email")
    if isinstance(plain, EncryptedEmailField):
        return
    sealed = EncryptedEmailField(plain.verbose_name, max_length=plain.max_length, db_index=plain.db_index)
    sealed.creation_counter = plain.creation_counter
    options.local_fields.remove(plain)
    del EmailAddress.email
    sealed.contribute_to_class(EmailAddress, "email")
    # Its own says the address, and ends in logs and tracebacks.
    EmailAddress.__repr__ = lambda address: f"<EmailAddress: {address.pk}>"
