"""What a person is known by: kinds, their one written form, what may be shown of them, and how they are found."""

from accounts.identifiers.indexing import identifier_index
from accounts.identifiers.kinds import IdentifierType
from accounts.identifiers.masking import mask
from accounts.identifiers.reading import normalise, read_identity_number
from accounts.identifiers.resident_ids import birth_date

__all__ = ["IdentifierType", "birth_date", "identifier_index", "mask", "normalise", "read_identity_number"]
