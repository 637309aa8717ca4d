"""Regions with their cities, few enough to know by heart."""

from __future__ import annotations

from datetime import date

from cities.models import City, Region


def make_region(
    code: str, zh: str, en: str, level: str, parent: Region | None = None, *, slug: str = "", ended: date | None = None
) -> Region:
    """Make the region of the six digits ``code``, and with a ``slug`` its city."""
    names = {"zh-hans": zh, "en": en}
    region = Region.objects.create(
        code=f"{code}000000", name=names, level=level, parent=parent, valid_from=date(1990, 1, 1), valid_to=ended
    )
    if slug:
        City.objects.create(slug=slug, region=region, name=names, adapter="tabular_file")
    return region


def make_places() -> dict[str, Region]:
    """Make the province, two of its cities, a district, and a district that is no more; by their six digits."""
    shandong = make_region("370000", "山东省", "Shandong", "province")
    jinan = make_region("370100", "济南市", "Jinan", "city", shandong, slug="jinan")
    regions = [
        shandong,
        jinan,
        make_region("370200", "青岛市", "Qingdao", "city", shandong, slug="qingdao"),
        make_region("370102", "历下区", "Lixia", "county", jinan),
        make_region("371200", "莱芜市", "Laiwu", "city", shandong, ended=date(2019, 1, 1)),
    ]
    return {region.code[:6]: region for region in regions}
