"""A copy holds every value of its person and nothing of anybody else; he alone takes it, for seven days."""

from __future__ import annotations

import json
import tracemalloc
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import jsonschema
import pytest
from django.db import connection

import accounts.rights.exporting
from accounts.models import DataExport, DataExportPart, ExportKind, ExportState, ProofAttempt, User
from accounts.rights.exporting import json_pieces, opened_pieces
from accounts.services.data_export_ask import data_export_ask
from accounts.services.data_export_make import data_export_make, data_exports_due, data_exports_forget
from accounts.services.data_export_tell import data_export_tell
from services_portal.kernel import clock
from services_portal.kernel.actor import SYSTEM
from services_portal.kernel.crypto import DecryptionError
from services_portal.kernel.errors import DomainError
from services_portal.kernel.models import AuditEntry
from tests.accounts.merging.people import himself
from tests.accounts.rights.people import here, somebody
from tests.accounts.rights.printed import text_of
from tests.factories.staff import signed_in

pytestmark = pytest.mark.django_db
EXPORTS = "/api/v1/me/data/exports/"
ONE = {"number": "11010519491231002X", "phone": "+8613800138000"}
TWO = {"number": "370202199003070038", "phone": "+8613911112222"}
SCHEMA = json.loads((Path(accounts.rights.exporting.__file__).parent / "export.schema.json").read_text())


def made(user: User, language: str = "zh-hans") -> DataExport:
    """Let a copy be made as a worker would."""
    asked = data_export_ask(actor=himself(user), user=user, language=language)
    assert data_export_make(export_id=asked.pk) is True
    asked.refresh_from_db()
    return asked


def content(export: DataExport, kind: ExportKind) -> bytes:
    return b"".join(opened_pieces(export, kind))


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_it_holds_every_value_of_its_person_and_none_of_another(places, language: str) -> None:
    one, planted = somebody("one", **ONE)
    _two, others = somebody("two", **TWO)
    export = made(one, language)
    assert (export.state, export.expires_at - export.ready_at) == (ExportState.READY, timedelta(days=7))
    copy = json.loads(content(export, ExportKind.JSON))
    jsonschema.validate(copy, SCHEMA, format_checker=jsonschema.FormatChecker())
    held = {str(value) for each in copy["holdings"] for row in each["rows"] for value in row.values()}
    assert {what for what, value in planted.items() if value not in held} == set()
    assert copy["accounts"] == [str(one.pk)]
    assert [each["code"] for each in copy["holdings"] if set(each["columns"][0]) != {"name", "label"}] == []
    printed = text_of(content(export, ExportKind.PDF))
    assert {what for what, value in planted.items() if value not in printed} == set()
    everything = content(export, ExportKind.JSON).decode() + printed
    assert {what for what, value in others.items() if value in everything} == set()


def test_at_rest_nothing_of_it_can_be_read(places) -> None:
    one, planted = somebody("one", **ONE)
    export = made(one)
    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM accounts_dataexportpart")
        stored = b"".join(bytes(row[0]) for row in cursor.fetchall())
    assert len(stored) > 5000
    assert {what for what, value in planted.items() if value.encode() in stored} == set()
    DataExportPart.objects.filter(kind=ExportKind.PDF).delete()
    DataExportPart.objects.filter(kind=ExportKind.JSON).update(kind=ExportKind.PDF)
    with pytest.raises(DecryptionError):
        content(export, ExportKind.PDF)


def test_he_alone_takes_it_and_only_once_he_has_shown_that_it_is_he(places) -> None:
    one, _planted = somebody("one", **ONE)
    two, _others = somebody("two", **TWO)
    export = made(one)
    for kind, form in (("json", "application/json"), ("pdf", "application/pdf")):
        address = f"{EXPORTS}{export.pk}/{kind}/"
        taken = here(one).get(address)
        assert (taken.status_code, taken["Content-Type"], taken["Cache-Control"]) == (200, form, "private, no-store")
        assert b"".join(taken.streaming_content) == content(export, ExportKind(kind))
        assert here(two).get(address).status_code == 404
        assert signed_in(None).get(address).status_code == 401
        assert signed_in(one).get(address).json()["code"] == "reauthentication_required"
        clerk = User.objects.create_superuser("root@example.com")
        assert here(clerk).get(address).status_code == 404
        assert here(clerk).get(EXPORTS).json() == []
        clerk.delete()
        assert here(one).get(f"{EXPORTS}{uuid4()}/{kind}/").status_code == 404
    assert here(one).get(f"{EXPORTS}{export.pk}/xml/").status_code == 404
    assert AuditEntry.objects.filter(action="accounts.data_export.open", actor_id=str(one.pk)).count() == 2
    assert [each["id"] for each in signed_in(one).get(EXPORTS).json()] == [str(export.pk)]
    assert signed_in(two).get(EXPORTS).json() == []


def test_after_seven_days_it_is_gone(places) -> None:
    one, _planted = somebody("one", **ONE)
    export = made(one)
    late = export.expires_at
    with clock.frozen(late - timedelta(seconds=1)):
        assert data_exports_forget() == 0
    with clock.frozen(late):
        browser = here(one)
        assert browser.get(f"{EXPORTS}{export.pk}/json/").status_code == 404
        assert browser.get(EXPORTS).json() == []
        assert data_exports_forget() == 1
    assert (DataExport.objects.count(), DataExportPart.objects.count()) == (0, 0)
    assert AuditEntry.objects.filter(action="accounts.data_export.forget", subject_id=str(export.pk)).exists()


def test_one_is_made_at_a_time_and_a_new_one_replaces_the_old(places, django_capture_on_commit_callbacks) -> None:
    one, _planted = somebody("one", **ONE)
    first = made(one)
    assert signed_in(one).post(EXPORTS).json()["code"] == "reauthentication_required"
    asked = here(one, "en").post(EXPORTS)
    assert (asked.status_code, asked.json()["state"]) == (202, "waiting")
    assert not DataExport.objects.filter(pk=first.pk).exists()
    assert str(data_exports_due()[0]) == asked.json()["id"]
    refused = here(one).post(EXPORTS)
    assert (refused.status_code, refused.json()["code"]) == (409, "export_under_way")
    assert here(one).get(f"{EXPORTS}{asked.json()['id']}/json/").status_code == 404
    assert DataExport.objects.get().language == "en"
    with pytest.raises(DomainError, match="not_permitted"):
        data_export_ask(actor=SYSTEM, user=one, language="en")


def test_what_cannot_be_made_three_times_is_given_up(places) -> None:
    one, _planted = somebody("one", **ONE)
    asked = data_export_ask(actor=himself(one), user=one, language="zh-hans")
    DataExport.objects.update(attempts=3)
    assert data_export_make(export_id=asked.pk) is False
    asked.refresh_from_db()
    assert (asked.state, data_exports_due()) == (ExportState.FAILED, [])
    assert data_export_make(export_id=uuid4()) is False


def test_he_is_told_in_his_language(places, mailoutbox) -> None:
    one, planted = somebody("one", **ONE)
    export = made(one)
    assert data_export_tell(export_id=export.pk) == 2
    assert {mail.to[0] for mail in mailoutbox} == {planted["address"], planted["spare address"]}
    assert mailoutbox[0].subject == "您的个人信息副本已备好"
    assert data_export_tell(export_id=uuid4()) == 0


def test_memory_does_not_grow_with_what_is_held(places) -> None:
    one, _planted = somebody("one", **ONE)

    def peak() -> int:
        tracemalloc.start()
        for _piece in json_pieces([one.pk], made_at=clock.now(), language="en"):
            pass
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    facts = {"user": one, "verifier": "window", "type": "passport", "value": "x" * 40, "name": "x" * 40}
    ProofAttempt.objects.bulk_create([ProofAttempt(**facts, expires_at=clock.now()) for _each in range(1000)])
    few = peak()
    ProofAttempt.objects.bulk_create([ProofAttempt(**facts, expires_at=clock.now()) for _each in range(1500)])
    assert peak() < few * 1.5


def test_what_is_typed_is_never_read_as_markup_and_long_values_go_over(places) -> None:
    one, _planted = somebody("one", **ONE)
    name = "<b>&amp;</b>𠮷" + "鑫" * 40
    one.resident.display_name = name
    one.resident.save()
    attempts = [
        ProofAttempt(user=one, verifier="window", type="passport", value="鑫" * 3000, name="x", expires_at=clock.now())
    ]
    ProofAttempt.objects.bulk_create(attempts)
    printed = text_of(content(made(one), ExportKind.PDF))
    assert name.replace("𠮷", "[U+20BB7]") in printed
    assert printed.count("鑫") == 3040, "the rest of it stands on the next page"
