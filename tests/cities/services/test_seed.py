"""Loading the seeds: all of them, once; or none."""

import shutil

import pytest
from django.core.management import CommandError, call_command

from cities.models import Agency, City, Pilot, Region, RegionSuccession, ServiceCentre, Zone
from cities.services import seed_cities
from services_portal.kernel.actor import SYSTEM
from services_portal.kernel.errors import DomainError
from services_portal.kernel.models import AuditEntry, OutboxEvent
from tests.cities.conftest import CLERK, SEEDS
from tests.cities.writes import statements

MODELS = (Region, RegionSuccession, Zone, City, Pilot, Agency, ServiceCentre, OutboxEvent)
COUNTS = {"regions": 171, "zones": 3, "cities": 16, "pilots": 1, "agencies": 529, "centres": 69}


def rows():
    return {model.__name__: model.objects.count() for model in MODELS}


@pytest.fixture
def folder(tmp_path):
    """Copy the seeds of this app, to be spoilt."""
    for name in ("divisions", "zones.toml", "agencies.csv", "centres.csv"):
        source = SEEDS / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, tmp_path / name)
    return tmp_path


@pytest.mark.django_db
def test_a_second_run_writes_nothing():
    counts = seed_cities(folder=SEEDS, actor=SYSTEM)
    assert counts == COUNTS
    assert OutboxEvent.objects.filter(name="cities.city_registered").count() == 16
    assert list(AuditEntry.objects.filter(action="cities.seed").values_list("detail", flat=True)) == [
        {"written": {"regions": 175, "zones": 3, "pilots": 2, "agencies": 529, "centres": 69}}
    ]
    before = rows()
    with statements() as written:
        assert seed_cities(folder=SEEDS, actor=SYSTEM) == counts
    # Events are copied in, which is no statement of these.
    assert (written, rows()) == ([], before)


@pytest.mark.django_db
def test_a_changed_row_alone_is_written(folder):
    seed_cities(folder=folder, actor=SYSTEM)
    path = folder / "agencies.csv"
    path.write_text(path.read_text().replace("济南市公安局,", "济南市公安总局,", 1))
    with statements() as written:
        seed_cities(folder=folder, actor=SYSTEM)
    assert [sql.split('"')[1] for sql in written] == ["cities_agency", "kernel_auditentry"]
    agency = Agency.objects.get(uscc="11370100DM0101009N")
    assert agency.name["zh-hans"] == "济南市公安总局"
    event = OutboxEvent.objects.get(name="cities.agency_changed")
    assert event.payload == {"agency_id": str(agency.pk)}


SPOILT = [
    ("divisions/shandong.csv", "370102000000,历下区", "37010200000X,历下区", "shandong.csv:4: code:"),
    ("divisions/shandong.csv", "county,370100000000,li xia", "borough,370100000000,li xia", "shandong.csv:4: level:"),
    ("divisions/shandong.csv", "county,370100000000,li xia", "county,379900000000,li xia", "shandong.csv:4: no parent"),
    ("divisions/shandong.csv", "li xia,1980-01-01", "li xia,1980-13-01", "shandong.csv:4: "),
    ("divisions/shandong.csv", "li xia,1980-01-01,", "li xia,1980-01-01,1979-01-01", "shandong.csv:4: valid_to"),
    ("divisions/shandong.csv", "370102000000,历下区", "370100000000,历下区", "shandong.csv:4: 370100000000 from"),
    ("divisions/shandong.csv", "历下区", "历\x00下区", "shandong.csv:4: a NUL"),
    ("divisions/shandong.csv", "历下区,", "", "shandong.csv:4: the row does not fit"),
    ("divisions/successions.csv", "371202000000", "379999000000", "successions.csv:4: an unknown region"),
    ("divisions/successions.csv", "2019-01-09", "2019", "successions.csv:2: "),
    ("zones.toml", 'code = "capital"', "code = 1", "zones.toml:zone 1: "),
    ("zones.toml", 'code = "capital"', 'code = "the capital"', "zones.toml:zone 1: code:"),
    ("zones.toml", '"qingdao", "yantai", "weifang"', '"qindao", "yantai"', "zones.toml:pilot 1: no city qindao"),
    ("zones.toml", "[[pilot]]", "[[pilot", "zones.toml: "),
    ("agencies.csv", "11370100DM0101009N", "11370100DM0101009M", "agencies.csv:2: uscc:"),
    ("agencies.csv", "11370100DM01020015", "11370100DM0101009N", "agencies.csv:3: 11370100DM0101009N stands twice"),
    ("agencies.csv", "370100000000,3,public", "370100000009,3,public", "agencies.csv:2: no region '370100000009'"),
    ("agencies.csv", "370100000000,3,public", "370100000000,9,public", "agencies.csv:2: level:"),
    ("agencies.csv", "uscc,", "code,", "agencies.csv:1: missing columns uscc"),
    ("centres.csv", "JN-01,jinan", "JN-01,jinam", "centres.csv:2: no city 'jinam'"),
    ("centres.csv", "116.896120", "east", "centres.csv:2: "),
    ("centres.csv", "116.896120", "216.896120", "centres.csv:2: longitude:"),
    ("centres.csv", '""open"":""09:00""', '""open"":""19:00""', "centres.csv:2: hours:"),
    ("centres.csv", "ramp|lift", "ramp|slide", "centres.csv:2: accessibility:"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "sound", "spoilt", "told"), SPOILT, ids=[f"{case[0]} {case[3]}" for case in SPOILT])
def test_a_bad_seed_names_its_line_and_nothing_is_written(folder, name, sound, spoilt, told):
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert sound in text
    path.write_text(text.replace(sound, spoilt, 1), encoding="utf-8")
    before = rows()
    with pytest.raises(DomainError) as refused:
        seed_cities(folder=folder, actor=SYSTEM)
    assert refused.value.code == "bad_seed"
    assert str(refused.value.detail).startswith(told)
    assert rows() == before == dict.fromkeys(before, 0)


@pytest.mark.django_db
def test_a_seed_that_is_not_utf8_is_refused(folder):
    (folder / "agencies.csv").write_bytes((folder / "agencies.csv").read_text().encode("gb18030"))
    with pytest.raises(DomainError, match=r"bad_seed: agencies\.csv"):
        seed_cities(folder=folder, actor=SYSTEM)
    assert rows()["Region"] == 0


@pytest.mark.django_db
def test_a_missing_seed_is_named(folder):
    (folder / "centres.csv").unlink()
    with pytest.raises(CommandError, match=r"bad_seed: centres\.csv"):
        call_command("seed_cities", folder=folder)


@pytest.mark.django_db
def test_the_command_says_what_there_is_and_may_register_some_cities_only(capsys):
    call_command("seed_cities", only=["jinan", "qingdao"])
    assert capsys.readouterr().out == "171 regions, 3 zones, 2 cities\n"
    assert set(City.objects.values_list("slug", flat=True)) == {"jinan", "qingdao"}
    with pytest.raises(CommandError, match="unknown_city"):
        call_command("seed_cities", only=["atlantis"])


@pytest.mark.django_db(transaction=True)
def test_seeding_needs_the_right():
    with pytest.raises(DomainError, match="not_permitted"):
        seed_cities(folder=SEEDS, actor=CLERK)
    assert Region.objects.count() == 0
    assert AuditEntry.objects.get().refused is True
