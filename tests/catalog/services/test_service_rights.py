"""Each step needs its scope in the service's realm; without it nothing happens, and the refusal is on record."""

import pytest

from catalog import scopes
from catalog.models import Service, ServiceDraft
from catalog.services import (
    service_create,
    service_draft_edit,
    service_publish,
    service_retire,
    service_return,
    service_submit,
)
from services_portal.kernel.actor import ANONYMOUS, Actor, Grant
from services_portal.kernel.authorisation import Action
from services_portal.kernel.models import AuditEntry
from tests.factories.catalog import (
    clerk,
    make_agency,
    make_city,
    make_content,
    make_item,
    make_published,
    make_submitted,
)

pytestmark = pytest.mark.django_db(transaction=True)
EDITOR = (scopes.SERVICE_READ, scopes.SERVICE_EDIT)
PUBLISHER = (*EDITOR, scopes.SERVICE_REVIEW, scopes.SERVICE_PUBLISH)


def steps(service):
    edit = {"content": make_content(visits=2), "expected_version": service.version}
    return {
        "edit": lambda actor: service_draft_edit(actor=actor, service_id=service.pk, **edit),
        "submit": lambda actor: service_submit(actor=actor, service_id=service.pk),
        "return": lambda actor: service_return(actor=actor, service_id=service.pk, note="缺办理时间"),
        "publish": lambda actor: service_publish(actor=actor, service_id=service.pk),
        "retire": lambda actor: service_retire(actor=actor, service_id=service.pk),
    }


@pytest.mark.parametrize("step", ["return", "publish", "retire"])
def test_an_editor_may_not_review_or_publish(refused, step):
    service = make_submitted()
    with refused("not_permitted"):
        steps(service)[step](clerk(service.agency, *EDITOR))
    entry = AuditEntry.objects.get(refused=True, subject_id=str(service.pk))
    assert entry.action == f"catalog.service.{step}"


@pytest.mark.parametrize("step", ["edit", "submit", "return", "publish", "retire"])
def test_another_agency_sees_what_is_public_and_changes_nothing(refused, step):
    service = make_published()
    with refused("not_permitted"):
        steps(service)[step](clerk(make_agency(), *PUBLISHER))


@pytest.mark.parametrize("step", ["edit", "submit", "return", "publish", "retire"])
@pytest.mark.parametrize("stranger", ["nobody", "neighbour"])
def test_a_draft_does_not_exist_for_strangers(refused, step, stranger):
    service = make_submitted()
    actor = ANONYMOUS if stranger == "nobody" else clerk(make_agency(), *PUBLISHER)
    with refused("unknown_service"):
        steps(service)[step](actor)


def test_a_clerk_registers_for_the_own_agency_only(refused):
    item, own, other = make_item(), make_agency(), make_agency()
    new = {"basic_item_id": item.pk, "content": make_content()}
    with refused("not_permitted"):
        service_create(actor=clerk(own, *EDITOR), agency_id=other.pk, **new)
    assert service_create(actor=clerk(own, *EDITOR), agency_id=own.pk, **new).agency == own


def test_a_right_over_a_city_reaches_its_agencies_and_no_others():
    here, there = make_submitted(), make_submitted(make_item("002017170006"), make_agency(make_city("qingdao")))
    actor = Actor(type="user", id="1", grants=frozenset(Grant(scope, "city:jinan") for scope in PUBLISHER))
    assert service_publish(actor=actor, service_id=here.pk).number == 1
    assert list(Service.objects.for_actor(actor, Action.PUBLISH)) == [here]
    assert list(ServiceDraft.objects.for_actor(actor, Action.CHANGE)) == []
    assert ServiceDraft.objects.get().service == there


def test_everyone_sees_what_is_published_and_only_that():
    public, hidden = make_published(), make_submitted(make_item("002017170006"))
    assert list(Service.objects.for_actor(ANONYMOUS)) == [public]
    assert list(Service.objects.for_actor(ANONYMOUS, Action.CHANGE)) == []
    assert set(Service.objects.for_actor(clerk(hidden.agency, *EDITOR))) == {public, hidden}
    assert list(ServiceDraft.objects.for_actor(ANONYMOUS)) == []
