"""The one account of a person."""

from __future__ import annotations

from typing import Any, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from accounts.identifiers import IdentifierType, identifier_index
from accounts.scopes import RESIDENT_READ
from services_portal.kernel.actor import EVERYWHERE, Actor
from services_portal.kernel.authorisation import Action, ActorQuerySet
from services_portal.kernel.crypto import EncryptedEmailField
from services_portal.kernel.models import UUIDModel


class UserQuerySet(ActorQuerySet):
    """A person sees his own account; those who may read residents everywhere see all."""

    def _permitted(self, actor: Actor, action: Action) -> Self:
        if action is Action.VIEW and actor.may(RESIDENT_READ, EVERYWHERE):
            return self.all()
        if actor.type == "user" and action in (Action.VIEW, Action.CHANGE):
            return self.filter(pk=actor.id)
        return self.none()

    def known_by(self, identifier_type: IdentifierType, normalised: str) -> Self:
        """Return the account whose person has proved this identifier, and holds it still: one at most."""
        return self.filter(
            identifiers__type=identifier_type,
            identifiers__index=identifier_index(identifier_type, normalised),
            identifiers__verified_at__isnull=False,
            identifiers__released_at=None,
        )

    def with_phone(self, phone: str) -> Self:
        """Return the account that has proved it holds ``phone`` (E.164): one at most."""
        return self.known_by(IdentifierType.PHONE, phone)


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Makes users; an e-mail address is kept in lower case."""

    def create_user(self, email: str | None = None, password: str | None = None, **fields: Any) -> User:
        """Write and return a user; without a password the account has none that works."""
        user = self.model(email=email or None, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Write and return a user that may do everything in the admin site."""
        return self.create_user(email, password, **{"is_staff": True, "is_superuser": True, **fields})


class User(UUIDModel, AbstractBaseUser, PermissionsMixin):
    """One person, one account, in every city; known by his identifiers (``accounts.models.Identifier``).

    ``email`` is the primary address as allauth keeps it; whether it is proved stands with its identifier.
    """

    email = EncryptedEmailField(_("e-mail address"), unique=True, null=True, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    is_staff = models.BooleanField(_("may use the admin site"), default=False)
    date_joined = models.DateTimeField(_("joined at"), auto_now_add=True)
    # Counts how often everything was signed out at once; what was begun under an older number no longer opens.
    session_epoch = models.PositiveIntegerField(
        _("signed out everywhere, times"), default=0, db_default=0, editable=False
    )
    # What the person asks of us: a telephone can be stolen, and its number be had from an operator in another's name.
    refuses_sms = models.BooleanField(
        _("no signing in by a code to the phone"), default=False, db_default=False, editable=False
    )

    # Since when nothing is changed but by who has shown since then, by the strongest means, that it is he.
    frozen_at = models.DateTimeField(_("changes frozen since"), null=True, blank=True, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = []

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")

    def __str__(self) -> str:
        return self.email or str(self.id)

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        # Django compares this with what a session kept when it began. A session that begins while the account is being
        # signed out everywhere keeps the old one, so there is no moment at which it could slip through.
        hashed: str = super()._get_session_auth_hash(secret=secret)  # type: ignore[misc]
        if self.session_epoch == 0:
            return hashed
        salt = f"accounts.user.session_epoch.{self.session_epoch}"
        return salted_hmac(salt, hashed, secret=secret, algorithm="sha256").hexdigest()

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write the row; no address is NULL, never an empty string, for it is unique."""
        self.email = self.email.lower() if self.email else None
        super().save(*args, **kwargs)
