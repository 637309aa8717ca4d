"""Audit entries live and die with their cause; refusals survive; nothing is ever changed."""

import pytest
from django.db import DatabaseError, connection, transaction

from services_portal.kernel import audit
from services_portal.kernel.actor import Actor
from services_portal.kernel.context import request_id_var
from services_portal.kernel.models import AuditEntry

CLERK = Actor(type="user", id="17")


@pytest.mark.django_db(transaction=True)
def test_an_entry_needs_a_transaction_and_goes_with_it():
    with pytest.raises(transaction.TransactionManagementError):
        audit.record(CLERK, "test.thing.write", ("thing", "1"))
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        audit.record(CLERK, "test.thing.write", ("thing", "1"))
        raise ZeroDivisionError
    assert AuditEntry.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_a_refusal_survives_the_rollback():
    token = request_id_var.set("request-1")
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        audit.record(CLERK, "test.thing.write", ("thing", "1"))
        audit.record_refusal(CLERK, "test.thing.write", ("thing", "1"), detail={"why": "stale"})
        raise ZeroDivisionError
    request_id_var.reset(token)
    entry = AuditEntry.objects.get()
    assert (entry.refused, entry.actor_id, entry.detail, entry.request_id) == (
        True,
        "17",
        {"why": "stale"},
        "request-1",
    )


@pytest.mark.django_db
@pytest.mark.parametrize("change", ["UPDATE kernel_auditentry SET action = 'x'", "DELETE FROM kernel_auditentry"])
def test_the_database_refuses_changes(change):
    entry = audit.record(CLERK, "test.thing.write", ("thing", "1"))
    with pytest.raises(DatabaseError, match="only ever added"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)
    assert AuditEntry.objects.get().action == entry.action
