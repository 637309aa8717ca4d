"""Rows of the cities' old user databases."""

from __future__ import annotations

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models.account_run import AccountRun
from accounts.models.claim import Claim, HolderKind
from cities.models import City
from services_portal.kernel.actor import Actor
from services_portal.kernel.authorisation import Action, ActorQuerySet
from services_portal.kernel.crypto import EncryptedTextField
from services_portal.kernel.models import UUIDModel


class AccountOutcome(models.TextChoices):
    """How a row of an old user database ended: every row in exactly one."""

    NEW = "new", _("new person")
    LINKED = "linked", _("joined a person who is known")
    CONFLICT = "conflict", _("at odds with another")
    REJECTED = "rejected", _("rejected")


class OldPasswordState(models.TextChoices):
    """What is kept of the old password."""

    NONE = "none", _("no password")
    WAITING = "waiting", _("waiting to be sealed")
    SEALED = "sealed", _("sealed")
    UNUSABLE = "unusable", _("cannot be used")


class OldAccountQuerySet(ActorQuerySet):
    """No role looks through old accounts: they are found by who proves to be their person."""

    def _permitted(self, actor: Actor, action: Action) -> Self:
        return self.none()


class OldAccount(UUIDModel):
    """One row of a city's old user database, held by a claim; a rejected row is held by none and keeps no facts.

    ``key`` is a keyed hash of the old id, which may be a phone number. ``facts`` is what the row says of its person,
    encrypted in one piece; the indexes beside it are keyed hashes to find it by (``accounts.identifiers``), ``names``
    those of the present name first and then of former ones. ``password`` is encrypted, and what is in it is sealed
    besides once ``password_state`` says so. ``reason`` and ``findings`` are codes (``accounts/README.md``);
    ``gone_at`` is when its source held it no longer: it stays until its time of keeping is over.
    ``rival`` is the claim that a row in conflict is at odds with, ``score`` what spoke for the claim it joined.
    """

    city = models.ForeignKey(
        City, verbose_name=_("city"), on_delete=models.PROTECT, related_name="old_accounts", db_index=False
    )
    key = models.BinaryField(_("index of the old id"), max_length=32, editable=False)
    checksum = models.BinaryField(_("checksum"), max_length=32, editable=False)
    run = models.ForeignKey(
        AccountRun, verbose_name=_("run"), on_delete=models.PROTECT, related_name="rows", db_index=False
    )
    number = models.PositiveIntegerField(_("row"))
    kind = models.CharField(_("kind"), max_length=10, choices=HolderKind)
    outcome = models.CharField(_("outcome"), max_length=10, choices=AccountOutcome)
    reason = models.CharField(_("reason"), max_length=40)
    score = models.PositiveSmallIntegerField(_("score"), default=0)
    findings = ArrayField(models.CharField(max_length=60), verbose_name=_("findings"), default=list)
    claim = models.ForeignKey(
        Claim,
        verbose_name=_("claim"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="accounts",
        db_index=False,
    )
    rival = models.ForeignKey(
        Claim,
        verbose_name=_("at odds with"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="rivals",
        db_index=False,
    )
    facts = EncryptedTextField(_("facts"), null=True, editable=False)
    login_index = models.BinaryField(_("index of the login"), max_length=32, null=True, editable=False)
    phone_index = models.BinaryField(_("index of the phone number"), max_length=32, null=True, editable=False)
    email_index = models.BinaryField(_("index of the e-mail address"), max_length=32, null=True, editable=False)
    resident_id_index = models.BinaryField(_("index of the resident ID"), max_length=32, null=True, editable=False)
    passport_index = models.BinaryField(_("index of the passport"), max_length=32, null=True, editable=False)
    permit_index = models.BinaryField(_("index of the permit"), max_length=32, null=True, editable=False)
    names = ArrayField(
        models.BinaryField(max_length=32), verbose_name=_("indexes of the names"), default=list, editable=False
    )
    documents_verified = models.BooleanField(_("documents were proved"), default=False)
    phone_verified = models.BooleanField(_("phone number was proved"), default=False)
    email_verified = models.BooleanField(_("e-mail address was proved"), default=False)
    uscc = models.CharField(_("unified social credit code"), max_length=18, blank=True)
    password = EncryptedTextField(_("old password"), null=True, editable=False)
    password_state = models.CharField(
        _("state of the old password"), max_length=10, choices=OldPasswordState, default=OldPasswordState.NONE
    )
    disabled = models.BooleanField(_("was disabled"), default=False)
    opened_at = models.DateTimeField(_("opened at"), null=True, blank=True)
    last_seen_at = models.DateTimeField(_("last seen at"), null=True, blank=True)
    gone_at = models.DateTimeField(_("gone from the source at"), null=True, blank=True, editable=False)
    taken_in_at = models.DateTimeField(_("taken in at"), db_default=Now())

    objects = OldAccountQuerySet.as_manager()

    class Meta:
        verbose_name = _("old account")
        verbose_name_plural = _("old accounts")
        constraints = [
            models.UniqueConstraint(fields=["city", "key"], name="old_account_once"),
            models.CheckConstraint(
                condition=Q(outcome="rejected", claim__isnull=True, facts__isnull=True)
                | (~Q(outcome="rejected") & Q(claim__isnull=False, facts__isnull=False)),
                name="old_account_held",
            ),
            models.CheckConstraint(
                condition=Q(outcome="conflict") | Q(rival__isnull=True), name="old_account_rival_in_conflict"
            ),
        ]
        indexes = [
            models.Index(
                fields=["resident_id_index"],
                name="old_account_resident_id",
                condition=Q(resident_id_index__isnull=False),
            ),
            models.Index(
                fields=["passport_index"], name="old_account_passport", condition=Q(passport_index__isnull=False)
            ),
            models.Index(fields=["login_index"], name="old_account_login", condition=Q(login_index__isnull=False)),
            models.Index(fields=["phone_index"], name="old_account_phone", condition=Q(phone_index__isnull=False)),
            models.Index(fields=["email_index"], name="old_account_email", condition=Q(email_index__isnull=False)),
            models.Index(fields=["permit_index"], name="old_account_permit", condition=Q(permit_index__isnull=False)),
            models.Index(fields=["claim"], name="old_account_claim", condition=Q(claim__isnull=False)),
            models.Index(fields=["rival"], name="old_account_rival", condition=Q(rival__isnull=False)),
            models.Index(fields=["run", "number"], name="old_account_row"),
            models.Index(fields=["id"], name="old_account_unsealed", condition=Q(password_state="waiting")),  # noqa: S106  # noqa: S106
        ]

    def __str__(self) -> str:
        return str(self.pk)
