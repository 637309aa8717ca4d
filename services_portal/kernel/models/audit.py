"""The audit log: one entry for every write, in the write's own transaction. Rows are only ever added."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from services_portal.kernel.actor import Actor
from services_portal.kernel.authorisation import Action, ActorQuerySet
from services_portal.kernel.models.base import UUIDModel
from services_portal.kernel.scopes import define_scope

AUDIT_READ = define_scope("kernel.audit.read", zh="查阅审计日志", en="Read the audit log")


class AuditEntryQuerySet(ActorQuerySet):
    """Only auditors read the log; nobody changes it."""

    def _permitted(self, actor: Actor, action: Action) -> AuditEntryQuerySet:
        return self.all() if action == Action.VIEW and actor.may(AUDIT_READ) else self.none()


class AuditEntry(UUIDModel):
    """Who did what to what, whether it was allowed, and the facts of it without personal data."""

    occurred_at = models.DateTimeField(_("occurred at"), db_default=Now())
    actor_type = models.CharField(_("actor type"), max_length=30)
    actor_id = models.CharField(_("actor"), max_length=64, blank=True)
    on_behalf_of = models.CharField(
        _("on behalf of"), max_length=100, blank=True, db_default="", help_text=_("type:id; empty: for himself")
    )
    authority = models.CharField(_("by authority of"), max_length=64, blank=True, db_default="")
    # By whose means the actor was there (``Actor.via``).
    via = models.CharField(_("by whose means"), max_length=300, blank=True, db_default="")
    action = models.CharField(_("action"), max_length=80)
    subject_type = models.CharField(_("subject type"), max_length=60)
    subject_id = models.CharField(_("subject"), max_length=64)
    refused = models.BooleanField(_("refused"), default=False)
    detail = models.JSONField(_("detail"), default=dict)
    request_id = models.CharField(_("request id"), max_length=64, blank=True)

    objects = AuditEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        indexes = [
            models.Index(fields=["subject_type", "subject_id"], name="audit_subject"),
            models.Index(fields=["actor_type", "actor_id"], name="audit_actor"),
            models.Index(fields=["on_behalf_of"], name="audit_on_behalf_of", condition=Q(on_behalf_of__gt="")),
            models.Index(
                fields=["via"], name="audit_via_others", condition=Q(via__gt="") & ~Q(via=models.F("actor_id"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.subject_type} {self.subject_id}"
