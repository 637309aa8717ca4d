"""A small public registry, and a client that asks in a language."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from catalog.models import LifeEvent, LifeEventItem
from catalog.publishing.rebuild import rebuild_items
from tests.factories.catalog import make_agency, make_city, make_item, make_published, make_topic


@pytest.fixture
def registry(db):
    """Two matters offered in 济南 (one of them in 青岛 too), one offered nowhere, one life event."""
    jinan, qingdao = make_city("jinan"), make_city("qingdao")
    items = [
        make_item("002017170001", "单位住房公积金缴存登记", english="Employer registration with the housing fund"),
        make_item(
            "002017170005", "购房提取住房公积金", english="Housing fund withdrawal for a home", for_enterprise=True
        ),
        make_item("000709010001", "新生儿出生登记", english="Registration of a birth", topic=make_topic("birth", 20)),
    ]
    services = [make_published(items[0], make_agency(jinan)), make_published(items[1], make_agency(jinan))]
    services.append(make_published(items[1], make_agency(qingdao), promised_days=1))
    event = LifeEvent.objects.create(code="home", name={"zh-hans": "买房", "en": "Buying a home"})
    LifeEventItem.objects.create(life_event=event, basic_item=items[1], order=1)
    rebuild_items([items[1].pk])
    return SimpleNamespace(items=items, services=services, event=event, cities=[jinan, qingdao])
