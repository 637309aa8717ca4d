"""A city is registered from its manifest, and again only when the manifest has changed."""

import pytest

from cities.models import City, Region
from cities.services import city_register
from services_portal.kernel.actor import SYSTEM
from services_portal.kernel.errors import DomainError
from services_portal.kernel.models import AuditEntry, OutboxEvent
from tests.cities.conftest import CLERK, MAINTAINER
from tests.cities.writes import statements

pytestmark = pytest.mark.django_db


def audited():
    return list(AuditEntry.objects.order_by("id").values_list("action", "actor_id", "refused"))


def test_registers_once_and_says_so(regions, written):
    manifest = written()
    city = city_register(manifest=manifest, actor=MAINTAINER)
    assert (city.slug, city.region.code, city.adapter, city.manifest_digest) == (
        "mou",
        "370100000000",
        "tabular_file",
        manifest.digest,
    )
    event = OutboxEvent.objects.get()
    assert (event.name, event.version, event.payload) == (
        "cities.city_registered",
        1,
        {"city_id": str(city.id), "slug": "mou"},
    )
    assert audited() == [("cities.city.register", "maintainer", False)]


def test_an_unchanged_manifest_writes_nothing(regions, written):
    manifest = written()
    first = city_register(manifest=manifest, actor=SYSTEM)
    with statements() as wrote:
        assert city_register(manifest=manifest, actor=SYSTEM) == first
    assert wrote == []
    assert OutboxEvent.objects.count() == 1


def test_a_changed_manifest_is_an_update(regions, written):
    city = city_register(manifest=written(), actor=SYSTEM)
    again = city_register(manifest=written(changes={"某市": "某某市"}), actor=SYSTEM)
    assert (again.id, again.name) == (city.id, {"zh-hans": "某某市"})
    assert [action for action, *_rest in audited()] == ["cities.city.register", "cities.city.update"]
    assert OutboxEvent.objects.count() == 2


def test_a_region_outside_the_seeds_is_made(regions, written):
    text = '\nname = { zh-hans = "广安区", en = "Guang\'an" }\nlevel = "county"\nvalid_from = 1993-07-02\n[adapter]'
    city = city_register(manifest=written(region="511602000000", changes={"\n[adapter]": text}), actor=SYSTEM)
    region = city.region
    assert (region.level, region.valid_from.isoformat(), region.source) == ("county", "1993-07-02", "manifest mou")
    assert (region.name, city.code) == ({"zh-hans": "广安区", "en": "Guang'an"}, "511602")


NAMED = '[region]\nname = { zh-hans = "某" }\n'
REFUSED = [
    ({'"tabular_file"': '"fax"'}, "no plugin 'fax'"),
    ({'old_id = "编号"\n': ""}, "old_id must be mapped"),
    ({'title = "名称"': 'titel = "名称"'}, "not a word of a catalogue row: titel"),
    ({'title = "名称"': 'title = "名称"\n[adapter.options]\nformat = "pdf"'}, "format"),
    ({'title = "名称"': 'title = "名称"\n[adapter.options.colours]\na = "b"'}, "colours"),
    ({'slug = "mou"': 'slug = "mou"\nzone = "atlantis"'}, "no zone 'atlantis'"),
    ({"370100000000": "990100000000"}, "no region 990100000000; load the regions (seed_cities)"),
    ({"370100000000": "371200000000"}, "no region 371200000000"),
    ({"[region]": NAMED, "370100000000": "371200000000"}, "region 371200000000 was another on 1980-01-01"),
    ({"[region]": NAMED + 'parent_code = "990000000000"', "370100000000": "990100000000"}, "no region 990000000000"),
]


@pytest.mark.parametrize(("changes", "told"), REFUSED, ids=[case[1] for case in REFUSED])
def test_what_does_not_fit_is_refused_and_nothing_written(regions, written, changes, told):
    text = 'slug = "{slug}"\n[name]\nzh-hans = "某市"\n[region]\ncode = "370100000000"\n[adapter]\n'
    text += 'name = "tabular_file"\n[adapter.options.columns]\nold_id = "编号"\ntitle = "名称"\n'
    for part, instead in changes.items():
        text = text.replace("{slug}", "mou").replace(part, instead)
    count = Region.objects.count()
    with pytest.raises(DomainError) as refused:
        city_register(manifest=written(text=text), actor=SYSTEM)
    assert refused.value.code == "bad_manifest"
    assert told in str(refused.value.detail)
    assert (City.objects.count(), Region.objects.count(), OutboxEvent.objects.count()) == (0, count, 0)


def test_two_cities_cannot_share_a_region(regions, written):
    city_register(manifest=written(), actor=SYSTEM)
    with pytest.raises(DomainError, match="region 370100000000 is already the city mou"):
        city_register(manifest=written(slug="other"), actor=SYSTEM)
    assert list(City.objects.values_list("slug", flat=True)) == ["mou"]


@pytest.mark.django_db(transaction=True)
def test_needs_the_right_everywhere(written):
    with pytest.raises(DomainError, match="not_permitted"):
        city_register(manifest=written(), actor=CLERK)
    assert audited() == [("cities.city.register", "clerk", True)]
    assert (City.objects.count(), OutboxEvent.objects.count()) == (0, 0)
