"""What must never happen: a shrunken or broken source that empties a city, two imports of one city at a time."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from catalog.models import Finding, IntakeRun, RunState, Service
from catalog.services import intake_release, intake_run, intake_start
from catalog.services.intake_start import folder_of
from services_portal.kernel.actor import SYSTEM, Actor, Grant
from services_portal.kernel.errors import DomainError
from services_portal.kernel.models import AuditEntry, OutboxEvent
from tests.catalog.intake import generated
from tests.catalog.intake.conftest import Made
from tests.catalog.intake.digests import digests

REGISTRY = ("catalog_service", "catalog_serviceversion", "catalog_sourcerecord", "catalog_legacyalias")


def public() -> int:
    """Return how many services residents see."""
    return Service.objects.published().count()


def test_a_source_that_lost_a_third_holds_the_run_and_retires_nothing_until_a_person_agrees(made: Made) -> None:
    rows = made.rows(20)
    made.take(rows)
    rows[0]["promised_days"] = "9个工作日"
    told = made.dry(rows[:13])
    run = made.take(rows[:13])
    assert (run.state, run.retired, run.outcomes) == ("held", 0, {"updated": 1, "unchanged": 12})
    assert (told["state"], told["retired"], told["outcomes"]) == ("held", 0, {"updated": 1, "unchanged": 12})
    finding = Finding.objects.get(run=run, rule="source.shrunk")
    assert finding.evidence == "7 / 20 (35% > 30%)"
    assert public() == 20
    released = intake_release(actor=SYSTEM, run_id=run.id)
    assert released.state == "waiting"
    done = intake_run(run_id=run.id)
    assert (done.state, done.retired, public()) == ("done", 7, 13)


def test_rows_switched_off_do_not_hide_that_the_source_shrank(made: Made) -> None:
    rows = made.rows(10)
    made.take(rows)
    for row in rows[:4]:
        row["status"] = "off"
    told = made.dry(rows[:8])
    run = made.take(rows[:8])
    assert (told["state"], told["retired"]) == (run.state, run.retired) == ("held", 0)


def test_only_a_held_run_can_be_released(made: Made) -> None:
    run = made.take(made.rows(1))
    with pytest.raises(DomainError) as refusal:
        intake_release(actor=SYSTEM, run_id=run.id)
    assert refusal.value.code == "run_not_held"


def test_one_import_a_city_at_a_time(made: Made) -> None:
    made.write(made.rows(1))
    first = intake_start(actor=SYSTEM, city=made.city, hand_over=False)
    with pytest.raises(DomainError) as refusal:
        intake_start(actor=SYSTEM, city=made.city, hand_over=False)
    assert refusal.value.code == "import_running"
    assert intake_run(run_id=first.id).state == "done"
    assert made.take().state == "done"


# A refusal is written on a connection of its own and outlives a transaction that is rolled back.
@pytest.mark.django_db(transaction=True)
def test_only_who_may_run_intakes_in_the_city_starts_one(made: Made) -> None:
    made.write(made.rows(1))
    stranger = Actor("user", "1", grants=frozenset({Grant("catalog.intake.run", "city:elsewhere")}))
    with pytest.raises(DomainError) as refusal:
        intake_start(actor=stranger, city=made.city)
    assert refusal.value.code == "not_permitted"
    clerk = Actor("user", "2", grants=frozenset({Grant("catalog.intake.run", "city:testing")}))
    run = intake_start(actor=clerk, city=made.city, hand_over=False)
    assert list(IntakeRun.objects.for_actor(clerk)) == [run]
    assert list(IntakeRun.objects.for_actor(stranger)) == []


@pytest.mark.parametrize(
    ("damage", "code"),
    [
        (lambda text: b"", "source.empty_file"),
        (lambda text: text.replace(b"agency_code", b"wrong_name"), "source.missing_column"),
        (lambda text: text.replace(b"agency_code", b"title"), "source.missing_column"),
        (lambda text: text + b'T-9,"cut off in the middle of a ce', "source.truncated"),
        (lambda text: text + b'T-9,"closed" and on,"\r\n', "source.malformed"),
        (lambda text: text + b"\xff\xfe\x00broken\x81", "source.encoding"),
    ],
)
def test_a_broken_file_fails_the_run_with_a_coded_finding_and_touches_nothing(made: Made, damage, code: str) -> None:
    made.take(made.rows(6))
    before = digests(REGISTRY)
    path = made.write(made.rows(30))
    path.write_bytes(damage(path.read_bytes()))
    run = made.take()
    assert (run.state, run.error_code, run.outcomes) == ("failed", code, {})
    assert Finding.objects.filter(run=run, rule=code).exists()
    assert run.report["findings"][code] >= 1
    assert digests(REGISTRY) == before


def test_a_file_that_is_missing_fails_and_the_next_run_is_free_to_start(made: Made) -> None:
    assert made.take().error_code == "source.missing_file"
    assert made.take(made.rows(2)).outcomes == {"created": 2}


def test_a_feed_that_is_down_puts_the_run_off_and_a_person_may_start_anew(made: Made, city_folder: Path) -> None:
    path = city_folder / "testing.toml"
    text = path.read_text(encoding="utf-8")
    head, _, tail = text.partition("[adapter]")
    columns = tail[tail.index("[adapter.options.columns]") : tail.index("[catalogue]")]
    options = 'url = "http://127.0.0.1:9/items"\nitems = "items"\npage_param = "page"\ntries = 1'
    feed = f'[adapter]\nname = "json_feed"\n[adapter.options]\n{options}\n'
    path.write_text(f"{head}{feed}{columns}[limits]\ntimeout_seconds = 1\n", encoding="utf-8")
    run = made.take()
    assert run.state == RunState.RETRY, run.report
    assert run.retry_at is not None
    assert run.error_code.startswith("feed.")
    path.write_text(text, encoding="utf-8")
    again = made.take(made.rows(1))
    assert again.outcomes == {"created": 1}
    run.refresh_from_db()
    assert run.state == RunState.FAILED


def test_an_upload_is_kept_until_it_is_taken_in_and_a_large_one_is_refused(made: Made, settings) -> None:
    source = made.write(made.rows(3))
    with source.open("rb") as upload:
        run = intake_start(actor=SYSTEM, city=made.city, upload=upload, hand_over=False)
    assert Path(run.source_path).read_bytes() == source.read_bytes()
    assert Path(run.source_path).parent == folder_of(run)
    assert intake_run(run_id=run.id).outcomes == {"created": 3}
    assert not folder_of(run).exists()
    settings.PORTAL_INTAKE_MAX_BYTES = 10
    with source.open("rb") as upload, pytest.raises(DomainError) as refusal:
        intake_start(actor=SYSTEM, city=made.city, upload=upload)
    assert refusal.value.code == "catalogue_too_large"
    assert not list((Path(settings.PORTAL_HOME) / "intake").iterdir())


def test_a_name_longer_than_any_file_s_is_kept_and_what_breaks_off_leaves_nothing(made: Made, settings) -> None:
    name = f"{'实施清单' * 40}.csv"
    upload = SimpleUploadedFile(name, made.write(made.rows(2)).read_bytes())
    run = intake_start(actor=SYSTEM, city=made.city, upload=upload, hand_over=False)
    assert (run.source, Path(run.source_path).suffix) == (name, ".csv")
    assert intake_run(run_id=run.id).outcomes == {"created": 2}

    class Broken:
        name = "b.csv"

        def read(self, size: int = -1) -> bytes:
            raise OSError("the connection is gone")

    with pytest.raises(OSError, match="gone"):
        intake_start(actor=SYSTEM, city=made.city, upload=Broken())
    assert not list((Path(settings.PORTAL_HOME) / "intake").iterdir())


def test_each_run_leaves_audit_entries_and_one_event(made: Made) -> None:
    run = made.take(made.rows(2))
    actions = AuditEntry.objects.filter(subject_id=str(run.id)).order_by("occurred_at", "id")
    assert list(actions.values_list("action", flat=True)) == ["catalog.intake.start", "catalog.intake.finish"]
    event = OutboxEvent.objects.get(name="catalog.run_finished")
    assert event.payload == {
        "run_id": str(run.id),
        "city": "testing",
        "state": "done",
        "outcomes": {"created": 2},
    }


def test_a_hostile_cell_is_stored_as_harmless_text(made: Made) -> None:
    rows = made.rows(1)
    rows[0]["conditions"] = "甲<script>alert(1)</script>"
    rows[0]["result_name"] = '=HYPERLINK("http://x.example","点我")'
    rows[0]["online_url"] = "javascript:alert(1)"
    run = made.take(rows)
    assert run.outcomes == {"created": 1}
    content = Service.objects.get().current_version.read()
    assert [text.zh_hans for text in content.conditions] == ["甲"]
    assert content.result.name.zh_hans == '=HYPERLINK("http://x.example","点我")'
    assert [channel.url for channel in content.channels] == ["", ""]
    assert set(run.findings) == {"text.script", "text.formula", "link.scheme", "text.english_count"}


def test_a_broken_manifest_fails_the_run(made: Made, city_folder: Path) -> None:
    made.write(made.rows(1))
    text = generated.manifest_text("testing", catalogue='[catalogue.codes]\nprofile = "unheard_of"')
    (city_folder / "testing.toml").write_text(text, encoding="utf-8")
    run = made.take()
    assert (run.state, run.error_code) == ("failed", "bad_manifest")
