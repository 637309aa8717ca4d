"""The agencies: one city-level body per department kind, and county bodies in three cities."""

import csv
import io
from functools import cache

from seeds.authoring import paths
from seeds.authoring.codes import demonstration_uscc
from seeds.authoring.places import SLUGS, Agency, City, cities, read_toml, regions

COLUMNS = ("uscc", "name_zh", "name_en", "short_name", "aliases", "region_code", "level", "department", "phone")


@cache
def agencies(slug: str) -> tuple[Agency, ...]:
    """City-level bodies first, then the county ones."""
    rules = read_toml(paths.AUTHORING / "agencies.toml")
    city = cities()[slug]
    found = [_city_agency(rules, city, order) for order in range(len(rules["department"]))]
    for number, county in enumerate(rules["counties"].get(slug, ()), start=1):
        found.extend(_county_agency(rules, city, county, number, name) for name in rules["counties"]["departments"])
    return tuple(found)


@cache
def city_agency(slug: str, department: str) -> Agency:
    """The city-level body for a department kind."""
    return next(found for found in agencies(slug) if found.department == department and found.level == "3")


def county_agencies(slug: str, department: str) -> tuple[Agency, ...]:
    """The county bodies for a department kind; empty in most cities."""
    return tuple(found for found in agencies(slug) if found.department == department and found.level == "4")


def agencies_csv() -> bytes:
    """The whole of `seeds/agencies.csv`."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(COLUMNS)
    for slug in SLUGS:
        for body in agencies(slug):
            writer.writerow(
                (body.uscc, body.name_zh, body.name_en, body.short, "|".join(body.aliases), body.region, body.level,
                 body.department, body.phone)
            )  # fmt: skip
    return buffer.getvalue().encode("utf-8")


def _city_agency(rules: dict, city: City, order: int) -> Agency:
    department, rule = list(rules["department"].items())[order]
    special = rules["override"].get(city.slug, {}).get(department, {})
    named = city.short_zh if department in {"electricity_utility"} else city.zh
    name = special.get("zh") or rule["zh"].format(city=named)
    short = city.short_zh + rule.get("short", name.removeprefix(city.zh))
    aliases = [short, *special.get("aliases", ())]
    if department == "tax":
        aliases.append(f"{city.zh}税务局")
    serial = f"{city.code[2:4]}{order + 1:02d}00"
    return Agency(
        uscc=demonstration_uscc(rule["kind"], city.code[:6], serial),
        name_zh=name,
        name_en=special.get("en") or rule["en"].format(City=city.en),
        short=short,
        aliases=tuple(dict.fromkeys(alias for alias in aliases if alias != name)),
        region=city.code,
        level="3",
        department=department,
        phone=_phone(rules, city, department),
    )


def _county_agency(rules: dict, city: City, county: str, number: int, department: str) -> Agency:
    rule = rules["department"][department]
    region = regions()[county + "000000"]
    order = list(rules["department"]).index(department)
    plain = rule["zh"].format(city=region["name_zh"])
    # County names repeat over the province (市中区), so the full name carries the city and the plain one is the alias.
    name = city.zh + plain
    short = region["name_zh"] + rule.get("short", plain.removeprefix(region["name_zh"]))
    return Agency(
        uscc=demonstration_uscc(rule["kind"], county, f"{city.code[2:4]}{order + 1:02d}{number:02d}"),
        name_zh=name,
        name_en=rule["en"].format(City=region["name_en"]) + f" ({city.en})",
        short=short,
        aliases=tuple(dict.fromkeys(alias for alias in (plain, short) if alias != name)),
        region=county + "000000",
        level="4",
        department=department,
        phone=_phone(rules, city, department),
    )


def _phone(rules: dict, city: City, department: str) -> str:
    return f"{city.area}-{rules['hotlines'].get(department, rules['hotlines']['default'])}"
