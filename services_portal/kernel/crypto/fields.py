"""A model field whose column holds only tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models

from services_portal.kernel.crypto.keyring import decrypt, encrypt


class EncryptedTextField(models.BinaryField):
    """Text in Python, an AES-256-GCM token in the database; cannot be searched (keep a blind index beside it).

    The purpose authenticated with the token is ``app.model.column``; moving a column needs a re-encryption.
    """

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

    @property
    def purpose(self) -> str:
        """What the token is bound to."""
        return f"{self.model._meta.label_lower}.{self.name}"

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if isinstance(value, str):
            value = encrypt(value, purpose=self.purpose)
        return super().get_db_prep_value(value, connection, prepared)

    def from_db_value(self, value: Any, _expression: Any, _connection: Any) -> str | None:
        """Open the token."""
        return None if value is None else decrypt(value, purpose=self.purpose)

    def get_lookup(self, lookup_name: str) -> Any:
        """Allow only the test for null: equal texts have different tokens."""
        if lookup_name != "isnull":
            raise TypeError(f"{self.name} is encrypted; look it up by its blind index")
        return super().get_lookup(lookup_name)

    def value_to_string(self, obj: models.Model) -> str:
        """Serialise without the content."""
        return ""

    def to_python(self, value: Any) -> Any:
        return value

    def formfield(self, **kwargs: Any) -> Any:
        return models.TextField.formfield(self, **kwargs)
