"""Model fields whose columns hold only tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.db import models
from django.db.models.lookups import In

from services_portal.kernel.crypto.keyring import decrypt, encrypt, encrypt_same, same_tokens

if TYPE_CHECKING:
    _Field = models.Field[Any, Any]
else:
    _Field = object


class EncryptedField(_Field):
    """What encrypted fields have in common: text in Python, a token in the database, nothing in a dump.

    The purpose authenticated with the token is ``app.model.column``; moving a column needs a re-encryption.
    """

    @property
    def purpose(self) -> str:
        """What the token is bound to."""
        return f"{self.model._meta.label_lower}.{self.name}"

    def sealed(self, text: str) -> bytes:
        """Return the token that the column takes for ``text``, under the current key."""
        return encrypt(text, purpose=self.purpose)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        """Return the token; what is one already stays."""
        if not prepared:
            value = self.get_prep_value(value)
        if isinstance(value, str):
            value = self.sealed(value)
        return None if value is None else connection.Database.Binary(value)

    def from_db_value(self, value: Any, _expression: Any, _connection: Any) -> str | None:
        """Open the token."""
        return None if value is None else decrypt(value, purpose=self.purpose)

    def value_to_string(self, obj: models.Model) -> str:
        """Serialise without the content."""
        return ""


class EncryptedTextField(EncryptedField, models.BinaryField):
    """An AES-256-GCM token in the database; cannot be searched (keep a blind index beside it)."""

    if TYPE_CHECKING:
        # How django-stubs learns what the field holds in Python.
        _pyi_private_set_type: str
        _pyi_private_get_type: str  # type: ignore[assignment]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("editable", True)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        """Keep ``editable`` either way: BinaryField leaves out what is our other default."""
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "editable": self.editable}

    def get_default(self) -> Any:
        """Return the empty text where BinaryField has empty bytes."""
        default = super().get_default()
        return "" if default == b"" else default

    def get_lookup(self, lookup_name: str) -> Any:
        """Allow only the test for null: equal texts have different tokens."""
        if lookup_name != "isnull":
            raise TypeError(f"{self.name} is encrypted; look it up by its blind index")
        return super().get_lookup(lookup_name)

    def to_python(self, value: Any) -> Any:
        return value

    def formfield(self, **kwargs: Any) -> Any:
        return models.TextField.formfield(self, **kwargs)


class EncryptedEmailField(EncryptedField, models.EmailField):
    """An e-mail address, in lower case; an AES-SIV token in the database, found by the whole address.

    For columns that a library asks by equality, so that no blind index can stand beside them. Unique constraints and
    indexes hold as on any column; what is unique is so among the rows under one key. Lookups are ``exact``, ``in`` and
    ``isnull``, of values only; they find a row under whichever key of the ring it stands. The order of the rows by this
    column says nothing.
    """

    LOOKUPS: Final = ("exact", "in", "isnull")

    def get_internal_type(self) -> str:
        """Return the type of the column, which is what Django looks up by it."""
        return "BinaryField"

    def sealed(self, text: str) -> bytes:
        """Return the token that the column takes for ``text``, under the current key."""
        return encrypt_same(text, purpose=self.purpose)

    def get_prep_value(self, value: Any) -> Any:
        """Return the address in the one form that is kept and compared."""
        value = super().get_prep_value(value)
        return value.lower() if isinstance(value, str) else value

    def get_lookup(self, lookup_name: str) -> Any:
        """Allow what a token can answer."""
        if lookup_name not in self.LOOKUPS:
            raise TypeError(f"{self.name} is encrypted; it is found by the whole address alone")
        return super().get_lookup(lookup_name)


@EncryptedEmailField.register_lookup
class OneOf(In):
    """``in``: the tokens of each address under each key of the ring."""

    def get_prep_lookup(self) -> Any:
        """Return the tokens. Raises TypeError for what is no value: two columns have no tokens in common."""
        if not self.rhs_is_direct_value() or isinstance(self.rhs, str):
            raise TypeError("an encrypted address is compared with values")
        return self._tokens(self.rhs)

    def _tokens(self, texts: Any) -> list[bytes]:
        field: EncryptedEmailField = self.lhs.output_field
        given = (field.get_prep_value(text) for text in texts)
        return [token for text in given if text is not None for token in same_tokens(text, purpose=field.purpose)]


@EncryptedEmailField.register_lookup
class Same(OneOf):
    """``exact``: the tokens of one address under each key of the ring."""

    lookup_name = "exact"

    def get_prep_lookup(self) -> Any:
        """Return the tokens, and None for None: Django asks ``isnull`` then."""
        if not self.rhs_is_direct_value():
            return super().get_prep_lookup()
        return None if self.rhs is None else self._tokens([self.rhs])
