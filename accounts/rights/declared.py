"""What this app holds about a person, and the libraries that it brought."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.rights.laws import CONSENT, DUTY, LOGS, RECORDS, REQUESTED, SECURITY
from accounts.rights.registry import (
    CorrectedBy,
    Extra,
    Group,
    OnErasure,
    Unshown,
    Why,
    declare_nothing_personal,
    declare_personal_data,
)
from accounts.rights.words import revoked_because, way
from services_portal.kernel.models import AuditEntry

# PIPL Art. 56 says three years; a day more in each than a year can have.
THREE_YEARS: Final = 3 * 366
WITH_THE_ACCOUNT: Final = _("as long as you have the account")


def _traces(people: Sequence[UUID]) -> QuerySet[Any]:
    """Return what these accounts did, what others did for them, and what was done to them."""
    keys = [str(person) for person in people]
    # By whose means something was done while his account was one with another's says whose deed it was.
    by_others = Q(via__gt="") & ~Q(via=F("actor_id"))
    own = Q(actor_type="user", actor_id__in=keys) & (~by_others | Q(via__contains=" ") | Q(via__in=keys))
    own |= by_others & Q(via__in=keys) | Q(subject_type="accounts.user", subject_id__in=keys)
    own |= Q(on_behalf_of__in=[f"user:{key}" for key in keys])
    return AuditEntry.objects.filter(own).order_by("pk")


declare_personal_data(
    "accounts.User",
    paths=("pk",),
    group=Group.IDENTITY,
    title=_("Your account"),
    purpose=_("So that you sign in once for all sixteen cities, and find what is yours."),
    basis=REQUESTED,
    retention=WITH_THE_ACCOUNT,
    shown=("email", "date_joined", "last_login", "is_active", "is_staff", "refuses_sms"),
    unshown={
        "password": Unshown.SECRET,
        "session_epoch": Unshown.MARK,
        "frozen_at": Unshown.MARK,
        "is_superuser": Unshown.MARK,
    },
    labels={"last_login": _("last signed in")},
    corrected_by=CorrectedBy.PERSON,
    on_erasure=OnErasure.EMPTIED,
    emptied={"email": None, "is_active": False, "last_login": None},
)
declare_personal_data(
    "accounts.Identifier",
    paths=("user",),
    group=Group.IDENTITY,
    title=_("What you are known by"),
    purpose=_("So that you are found by any of your numbers, and nobody else by them."),
    basis=DUTY,
    retention=_("as long as you have the account, also what you have given up"),
    shown=(
        "type",
        "value",
        "created_at",
        "verified_at",
        "verified_by",
        "last_proved_at",
        "released_at",
        "release_reason",
    ),
    labels={"type": _("kind of identity"), "value": _("number or address")},
    texts={"verified_by": way},
    unshown={"index": Unshown.KEYED, "updated_at": Unshown.MARK},
    corrected_by=CorrectedBy.PROOF,
    on_erasure=OnErasure.DELETED,
)
declare_personal_data(
    "accounts.Proof",
    paths=("user",),
    group=Group.IDENTITY,
    title=_("How it was proved who you are"),
    purpose=_("So that services that need to know surely who you are can rely on it."),
    basis=DUTY,
    retention=_("as long as you have the account, then three years"),
    shown=(
        "identifier",
        "name",
        "level",
        "verifier",
        "receipt",
        "consent",
        "consented_at",
        "proved_at",
        "expires_at",
        "revoked_at",
        "revoke_reason",
    ),
    texts={"verifier": way, "revoke_reason": revoked_because},
    unshown={
        "actor_type": Unshown.MARK,
        "actor_id": Unshown.OTHERS,
        "created_at": Unshown.MARK,
        "updated_at": Unshown.MARK,
    },
    corrected_by=CorrectedBy.PROOF,
    on_erasure=OnErasure.SET_ASIDE,
    law=RECORDS,
    kept_days=THREE_YEARS,
)
declare_personal_data(
    "accounts.ProofAttempt",
    paths=("user",),
    group=Group.IDENTITY,
    title=_("Attempts to prove who you are"),
    purpose=_("So that an attempt can be finished, and a complaint about a refusal answered."),
    basis=REQUESTED,
    retention=_("30 days"),
    days=30,
    shown=("verifier", "state", "type", "value", "name", "consent", "consented_at", "created_at", "expires_at"),
    labels={"type": _("kind of identity"), "value": _("number as you gave it"), "name": _("name as you gave it")},
    texts={"verifier": way},
    unshown={
        "memory": Unshown.SECRET,
        "tries": Unshown.MARK,
        "proof": Unshown.MARK,
        "updated_at": Unshown.MARK,
    },
    corrected_by=CorrectedBy.NOBODY,
    on_erasure=OnErasure.DELETED,
)
declare_personal_data(
    "accounts.Resident",
    paths=("user",),
    group=Group.PROFILE,
    title=_("Your profile"),
    purpose=_("So that you are addressed as you wish and shown the services of where you are."),
    basis=REQUESTED,
    retention=WITH_THE_ACCOUNT,
    shown=(
        "display_name",
        "home_region",
        "home_city",
        "current_region",
        "current_city",
        "language",
        "large_text",
        "created_at",
        "updated_at",
    ),
    corrected_by=CorrectedBy.PERSON,
    on_erasure=OnErasure.DELETED,
)
declare_personal_data(
    "accounts.StaffMembership",
    paths=("user",),
    group=Group.PROFILE,
    title=_("Your roles as staff"),
    purpose=_("So that you can do your work here, and only that."),
    basis=DUTY,
    retention=_("until the role is withdrawn"),
    shown=("role", "agency", "city", "created_at"),
    unshown={"updated_at": Unshown.MARK},
    corrected_by=CorrectedBy.NOBODY,
    on_erasure=OnErasure.DELETED,
)
declare_personal_data(
    "account.EmailAddress",
    paths=("user",),
    group=Group.SIGN_IN,
    title=_("E-mail addresses"),
    purpose=_("So that you can sign in with them and are written to."),
    basis=REQUESTED,
    retention=_("until you remove the address"),
    shown=("email", "verified", "primary"),
    labels={"email": _("e-mail address"), "verified": _("proved"), "primary": _("the one written to")},
    corrected_by=CorrectedBy.PERSON,
    on_erasure=OnErasure.DELETED,
)
declare_personal_data(
    "account.EmailConfirmation",
    paths=("email_address__user",),
    group=Group.SIGN_IN,
    title=_("Confirmations of e-mail addresses"),
    purpose=_("So that nobody enters an address that is not his."),
    basis=SECURITY,
    retention=_("three days"),
    days=3,
    shown=("created", "sent"),
    labels={"created": _("created at"), "sent": _("sent at")},
    unshown={"key": Unshown.SECRET},
    corrected_by=CorrectedBy.NOBODY,
    on_erasure=OnErasure.DELETED,
)
declare_personal_data(
    "mfa.Authenticator",
    paths=("user",),
    group=Group.SIGN_IN,
    title=_("Passkeys and second factors"),
    purpose=_("So that nobody signs in as you who only knows your password."),
    basis=SECURITY,
    retention=_("until you remove it"),
    shown=("type", "created_at", "last_used_at"),
    labels={"type": _("kind"), "created_at": _("created at"), "last_used_at": _("last used at")},
    extras=(Extra("name", _("name that you gave it"), lambda row: str(row.data.get("name", ""))),),
    unshown={"data": Unshown.SECRET},
    corrected_by=CorrectedBy.PERSON,
    on_erasure=OnErasure.DELETED,
)
declare_personal_data(
    "usersessions.UserSession",
    paths=("user",),
    group=Group.SIGN_IN,
    title=_("Devices that are signed in"),
    purpose=_("So that you see where you are signed in, and can end it."),
    basis=SECURITY,
    retention=_("until it ends, at most two weeks"),
    days=14,
    shown=("created_at", "last_seen_at", "ip", "user_agent"),
    labels={
        "created_at": _("signed in at"),
        "last_seen_at": _("last seen at"),
        "ip": _("address in the network"),
        "user_agent": _("program"),
    },
    unshown={"session_key": Unshown.SECRET, "data": Unshown.MARK},
    corrected_by=CorrectedBy.NOBODY,
    on_erasure=OnErasure.DELETED,
)
declare_personal_data(
    "allauth_idp_oidc.Token",
    paths=("user",),
    group=Group.ELSEWHERE,
    title=_("Apps that you have let in"),
    purpose=_("So that apps of cities know what you let them know, and no more."),
    basis=CONSENT,
    retention=_("until you withdraw it; 30 days after the app was last used"),
    days=30,
    shown=("client", "type", "scopes", "created_at", "expires_at"),
    labels={
        "client": _("app"),
        "type": _("kind"),
        "scopes": _("what it may know"),
        "created_at": _("created at"),
        "expires_at": _("good until"),
    },
    unshown={"hash": Unshown.SECRET, "data": Unshown.MARK},
    corrected_by=CorrectedBy.PERSON,
    on_erasure=OnErasure.DELETED,
)
declare_personal_data(
    "accounts.AppConsent",
    paths=("user",),
    group=Group.ELSEWHERE,
    title=_("What you have allowed apps"),
    purpose=_("So that you are asked once, and again only when an app wants to know more."),
    basis=CONSENT,
    retention=_("until you withdraw it"),
    shown=("client", "asked", "allowed", "given_at"),
    labels={
        "client": _("app"),
        "asked": _("what it asked for"),
        "allowed": _("what you allowed"),
        "given_at": _("given at"),
    },
    corrected_by=CorrectedBy.PERSON,
    on_erasure=OnErasure.DELETED,
)
declare_personal_data(
    "accounts.AppSession",
    paths=("user",),
    group=Group.ELSEWHERE,
    title=_("Apps that are told when you sign out"),
    purpose=_("So that an app signs you out when you sign out here."),
    basis=SECURITY,
    retention=_("until the app has been told; four weeks at most"),
    days=29,
    shown=("client", "begun_at", "ended_at"),
    labels={"client": _("app"), "begun_at": _("signed in at"), "ended_at": _("ended at")},
    unshown={
        "session": Unshown.MARK,
        "issuer": Unshown.MARK,
        "next_try_at": Unshown.MARK,
        "attempts": Unshown.MARK,
    },
    corrected_by=CorrectedBy.NOBODY,
    on_erasure=OnErasure.DELETED,
)
declare_personal_data(
    "accounts.SpentRefreshToken",
    paths=("user",),
    group=Group.ELSEWHERE,
    title=_("Used keys of those apps"),
    purpose=_("So that a stolen key is noticed when it is used a second time."),
    basis=SECURITY,
    retention=_("30 days"),
    days=30,
    shown=("client", "good_until"),
    unshown={"digest": Unshown.SECRET, "grant": Unshown.MARK},
    corrected_by=CorrectedBy.NOBODY,
    on_erasure=OnErasure.DELETED,
)
declare_personal_data(
    "accounts.Merge",
    paths=("survivor", "absorbed"),
    group=Group.ELSEWHERE,
    title=_("Accounts of yours that became one"),
    purpose=_("So that it can be told, and undone."),
    basis=REQUESTED,
    retention=WITH_THE_ACCOUNT,
    shown=("basis", "state", "reason", "asked_at", "due_at", "approved_at", "done_at", "ended_at"),
    unshown={
        "asked_by": Unshown.OTHERS,
        "approved_by": Unshown.OTHERS,
        "settled_by": Unshown.OTHERS,
        "survivor_password": Unshown.SECRET,
        "brought": Unshown.MARK,
    },
    corrected_by=CorrectedBy.NOBODY,
    on_erasure=OnErasure.DELETED,
)
declare_personal_data(
    "accounts.MergeMove",
    paths=("merge__survivor", "merge__absorbed"),
    group=Group.ELSEWHERE,
    title=_("What went from one of them to the other"),
    purpose=_("So that each gets back what it brought."),
    basis=REQUESTED,
    retention=WITH_THE_ACCOUNT,
    shown=("pointer",),
    unshown={"row": Unshown.MARK, "before": Unshown.MARK},
    corrected_by=CorrectedBy.NOBODY,
    on_erasure=OnErasure.DELETED,
)
declare_personal_data(
    "kernel.AuditEntry",
    paths=(),
    rows=_traces,
    group=Group.TRACES,
    title=_("The audit log: what you did, and what was done to your account"),
    purpose=_("So that everything that was done can be proved, also to you."),
    basis=DUTY,
    retention=_("as long as the log, at least six months"),
    shown=("occurred_at", "action", "refused"),
    unshown={
        "actor_type": Unshown.MARK,
        "actor_id": Unshown.OTHERS,
        "on_behalf_of": Unshown.MARK,
        "authority": Unshown.MARK,
        "via": Unshown.MARK,
        "subject_type": Unshown.MARK,
        "subject_id": Unshown.MARK,
        "detail": Unshown.MARK,
        "request_id": Unshown.MARK,
    },
    corrected_by=CorrectedBy.NOBODY,
    on_erasure=OnErasure.KEPT,
    law=LOGS,
)
# Django's own log of the admin site, into which the portal's pages write nothing: the audit log does that.
declare_nothing_personal("admin.LogEntry", Why.LIBRARY)
declare_nothing_personal("accounts.User_groups", Why.LIBRARY)
declare_nothing_personal("accounts.User_user_permissions", Why.LIBRARY)
declare_nothing_personal("allauth_idp_oidc.Client", Why.STAFF)
declare_nothing_personal("accounts.SigningKey", Why.KEYS)
declare_nothing_personal("accounts.AccountRun", Why.KEYS)
declare_nothing_personal("accounts.KeptMessage", Why.MESSAGES)
