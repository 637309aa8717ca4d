"""A person says that something is his."""

from __future__ import annotations

from django.db import transaction

from accounts.identifiers import IdentifierType, identifier_index, normalise
from accounts.models import Identifier, User
from accounts.models.identifier import ONE_OF_A_KIND


@transaction.atomic
def identifier_claim(*, user: User, identifier_type: IdentifierType, value: str) -> Identifier:
    """Write ``value`` as what ``user`` says of himself; it finds no account and blocks nobody.

    Of a kind that a person has one of, a claim made before is replaced. Returns the claim, or the identifier when he
    has proved this very value already. Raises ValidationError for an unreadable value, ValueError when he has proved
    another of such a kind: that is replaced by proving (:func:`~accounts.services.identifier_prove`).
    """
    normalised = normalise(identifier_type, value)
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    own = Identifier.objects.live().filter(user=user, type=identifier_type)
    index = identifier_index(identifier_type, normalised)
    for identifier in own:
        if bytes(identifier.index) == index:
            return identifier
        if identifier_type in ONE_OF_A_KIND:
            if identifier.verified_at is not None:
                raise ValueError("what is proved is replaced by proving another")
            identifier.delete()
    return Identifier.objects.create(user=user, type=identifier_type, value=normalised, index=index)
