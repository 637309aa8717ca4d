"""The one predicate."""

import pytest

from services_portal.kernel.actor import ANONYMOUS, SYSTEM, Actor, Grant
from services_portal.kernel.authorisation import Action, ActorQuerySet
from services_portal.kernel.models import AuditEntry


def test_a_model_that_says_nothing_raises():
    with pytest.raises(NotImplementedError):
        ActorQuerySet(AuditEntry).for_actor(ANONYMOUS, Action.VIEW)


@pytest.mark.django_db
def test_no_right_means_no_rows():
    AuditEntry.objects.create(actor_type="user", actor_id="1", action="a.b.c", subject_type="s", subject_id="1")
    auditor = Actor(type="user", id="2", grants=frozenset({Grant("kernel.audit.read")}))
    assert AuditEntry.objects.for_actor(ANONYMOUS).count() == 0
    assert AuditEntry.objects.for_actor(auditor).count() == 1
    assert AuditEntry.objects.for_actor(auditor, Action.DELETE).count() == 0
    assert AuditEntry.objects.for_actor(SYSTEM).count() == 1


def test_realms():
    clerk = Actor(type="user", id="3", grants=frozenset({Grant("x.edit", "agency:1"), Grant("x.read")}))
    assert clerk.realms("x.edit") == {"agency:1"}
    assert clerk.may("x.edit", "agency:1")
    assert not clerk.may("x.edit", "agency:2")
    assert clerk.may("x.read", "agency:2")
    assert not clerk.may("x.publish")
