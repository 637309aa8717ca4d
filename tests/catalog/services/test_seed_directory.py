"""The provincial directory comes from its seeds whole, and a second run writes nothing."""

from pathlib import Path
from shutil import copytree

import pytest

from catalog.models import BasicItem, ItemDocument, ItemListing, LifeEvent
from catalog.services import seed_directory
from services_portal.kernel.actor import SYSTEM
from services_portal.kernel.errors import DomainError
from services_portal.kernel.models import AuditEntry

pytestmark = pytest.mark.django_db
SEEDS = Path(__file__).resolve().parents[3] / "seeds" / "catalog"


def test_a_second_run_changes_nothing(django_assert_max_num_queries):
    counts = seed_directory(folder=SEEDS, actor=SYSTEM)
    assert counts["items"] == BasicItem.objects.exclude(search=None).count() >= 153
    assert ItemListing.objects.filter(city=None).count() == ItemDocument.objects.count() == 2 * counts["items"]
    before = list(BasicItem.objects.order_by("pk").values_list("pk", "updated_at"))
    with django_assert_max_num_queries(6 + counts["life_events"]) as captured:
        assert seed_directory(folder=SEEDS, actor=SYSTEM) == counts
    assert not [query for query in captured if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert list(BasicItem.objects.order_by("pk").values_list("pk", "updated_at")) == before
    assert AuditEntry.objects.filter(action="catalog.directory.seed").count() == 1


def test_the_matters_of_a_life_event_keep_their_order():
    seed_directory(folder=SEEDS, actor=SYSTEM)
    newborn = LifeEvent.objects.get(code="newborn")
    codes = list(newborn.items.order_by("life_event_places__order").values_list("code", flat=True))
    assert codes[:3] == ["000723201001", "002023210001", "000709010001"]


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("life_events.toml", '"000723201001"', '"000723209999"', "newborn: no item 000723209999"),
        ("basic_items/housing_fund.toml", '"business_licence"', '"no_such_paper"', "no material or step list"),
        ("basic_items/housing_fund.toml", "statutory_days = 1\n", 'statutory_days = "one"\n', "statutory_days"),
        ("basic_items/housing_fund.toml", "002017170002", "002017170001", "stands twice"),
    ],
)
def test_a_faulty_seed_is_refused_whole(tmp_path, file, old, new, told):
    folder = Path(copytree(SEEDS, tmp_path / "catalog"))
    text = (folder / file).read_text(encoding="utf-8")
    (folder / file).write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(DomainError) as caught:
        seed_directory(folder=folder, actor=SYSTEM)
    assert caught.value.code == "bad_seed"
    assert told in str(caught.value.detail)
    assert BasicItem.objects.count() == 0
