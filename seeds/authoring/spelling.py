"""From an offer to a row as the city's old app spelled it: our field words, their values."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from seeds.authoring import choice, paths
from seeds.authoring.directory import lone_synonyms
from seeds.authoring.offers import Offer, hours_text
from seeds.authoring.places import read_toml

Cell = str | int | date
Row = dict[str, Cell]
_NAMESPACE = uuid.UUID("5f2b5f0e-7d0c-5c38-9a55-3a1f0e0c3701")
_CHINESE = "零一二三四五六七八九"
_LETTERS = {"01": "A", "05": "G", "07": "F", "09": "E", "10": "Z", "20": "P"}


@dataclass(frozen=True)
class Shape:
    slug: str
    ids: str
    codes: str
    dates: str
    days: str
    at_once: str
    papers: str
    titles: tuple[str, ...]
    coverage: int
    pace: int
    dirt: tuple[str, ...]
    columns: dict[str, str]
    separator: str
    values: dict[str, dict[str, str]]
    adapter: str
    options: dict[str, Any]
    english: bool

    def theirs(self, word: str, value: str) -> str:
        """The city's word for one of our values; ours where its manifest translates nothing."""
        return self.values.get(word, {}).get(value, value)

    def joined(self, parts: Iterable[str]) -> str:
        """A list cell; a separator inside a part would tear it in two, so there it becomes a comma."""
        return self.separator.join(part.replace(self.separator, "，") for part in parts)


@cache
def shape(slug: str) -> Shape:
    """The shape of one city's catalogue, from its manifest and `shapes.toml`."""
    style = read_toml(paths.AUTHORING / "shapes.toml")[slug]
    adapter = read_toml(paths.MANIFESTS / f"{slug}.toml")["adapter"]
    options = adapter["options"]
    values = {word: {ours: theirs for theirs, ours in table.items()} for word, table in options["values"].items()}
    (first, name), *others = options["columns"].items()
    columns = {first: name, **style.pop("unmapped", {}), **dict(others)}
    spelled: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in style.items()}
    return Shape(
        slug=slug,
        columns=columns,
        separator=options["list_separator"],
        values=values,
        adapter=adapter["name"],
        options=options,
        english="title_en" in options["columns"],
        **spelled,
    )


def spell(offer: Offer, style: Shape, position: int) -> Row:
    """One row in our field words with the city's spellings; the writer keeps the columns that the city has."""
    join = style.joined
    old_id = old_identity(style, offer.agency.uscc + offer.item.code, position)
    area = offer.city.area
    zh, en = offer.counter
    row: Row = {
        "old_id": old_id,
        "item_code": item_code(style, offer, position),
        "basic_code": offer.item.code,
        "title": title(style, offer),
        "title_en": offer.item.en,
        "summary": offer.item.summary[0],
        "summary_en": offer.item.summary[1],
        "status": style.theirs("status", "on"),
        "item_type": style.theirs("item_type", offer.item.item_type),
        "topic": style.theirs("topic", offer.item.topic),
        "audience": style.theirs("audience", offer.item.audience),
        "agency_code": offer.agency.uscc,
        "agency_name": _agency_name(style, offer),
        "region_code": offer.region,
        "statutory_days": days(style, offer.item.days),
        "promised_days": days(style, offer.promised),
        "visits": offer.visits,
        "handling_kind": style.theirs("handling_kind", "at_once" if offer.item.at_once else "promised"),
        "handling_scope": style.theirs("handling_scope", offer.item.scope),
        "online_url": f"https://zwfw.{style.slug}.example/apply/{old_id}" if offer.online else "",
        "channels": join(style.theirs("channels", way) for way in offer.channels),
        "conditions": join(zh for zh, _ in offer.conditions),
        "conditions_en": join(en for _, en in offer.conditions),
        "materials": join(_paper(style, entry) for entry in offer.papers),
        "materials_en": join(paper.en for paper, _, _ in offer.papers),
        "steps": join(zh for zh, _ in offer.steps),
        "steps_en": join(en for _, en in offer.steps),
        "fees": join(_fee(name, fen) for name, fen in offer.item.fees) or "不收费",
        "legal_basis": join(offer.item.legal),
        "result_name": offer.item.result[0],
        "result_name_en": offer.item.result[1],
        "office_name": offer.centre.name_zh + zh,
        "office_name_en": f"{offer.centre.name_en}, {en}",
        "office_address": offer.centre.address_zh,
        "office_address_en": offer.centre.address_en,
        "office_hours": hours_text(offer.centre),
        "phone": offer.agency.phone,
        "complaint_phone": f"{area}-12345",
        "longitude": offer.centre.longitude,
        "latitude": offer.centre.latitude,
        "effective_on": day(style, offer.effective_on),
        "updated_at": day(style, offer.updated_on),
    }
    return {word: row[word] for word in style.columns}


def old_identity(style: Shape, name: str, position: int) -> str:
    """The row's id in the old app."""
    kind, _, rest = style.ids.partition(":")
    if kind == "guid":
        return str(uuid.uuid5(_NAMESPACE, style.slug + name)).upper()
    # Old apps deleted rows: their numbers have gaps.
    gap = position * 3 + choice.number(3, "gap", style.slug, name)
    return str(int(rest) + gap) if kind == "number" else f"{rest}{gap + 1:05d}"


def item_code(style: Shape, offer: Offer, position: int) -> str:
    """The item's code as this city writes it."""
    body, level, basic = offer.agency.uscc, offer.agency.level, offer.item.code
    if style.codes == "dashed":
        return f"{body}-{level}-{basic}".lower()
    if style.codes == "lower":
        return f"{body}{level}{basic}".lower()
    if style.codes == "handling":
        return f"{body}{level}{basic}01"
    if style.codes == "letter":
        return f"{_LETTERS[offer.item.item_type]}{offer.region[:6]}-{offer.item.department[:3].upper()}-{position:04d}"
    if style.codes == "local":
        return f"{offer.city.code[2:4]}{choice.number(90, 'dept', offer.item.department) + 10}{position + 1:05d}"
    return f"{body}{level}{basic}"


def title(style: Shape, offer: Offer) -> str:
    """The matter's name as the city shows it: mostly the directory's, now and then a variant that still matches."""
    name, key = offer.item.zh, (style.slug, offer.item.code)
    synonyms = lone_synonyms()[offer.item.code]
    if "synonym" in style.titles and synonyms and choice.chance(15, "synonym", *key):
        return choice.pick(synonyms, "which", *key)
    if "half_brackets" in style.titles and choice.chance(50, "brackets", *key):
        name = name.replace("（", "(").replace("）", ")")
    if "prefix" in style.titles and choice.chance(18, "prefix", *key):
        name = offer.city.zh + name
    return name


def days(style: Shape, count: int) -> Cell:
    """A term in the city's spelling."""
    if count == 0:
        return style.at_once
    if style.days == "int":
        return count
    if style.days == "cn":
        return f"{chinese_number(count)}个工作日"
    return style.days.format(n=count)


def day(style: Shape, value: date) -> Cell:
    """A date in the city's spelling."""
    if style.dates == "cell":
        return value
    if style.dates == "short":
        return f"{value.year}/{value.month}/{value.day}"
    return value.strftime(style.dates)


def chinese_number(count: int) -> str:
    """1 to 99 in Chinese numerals."""
    tens, ones = divmod(count, 10)
    if not tens:
        return _CHINESE[ones]
    return ("" if tens == 1 else _CHINESE[tens]) + "十" + (_CHINESE[ones] if ones else "")


def _agency_name(style: Shape, offer: Offer) -> str:
    names = (offer.agency.name_zh, *offer.agency.aliases)
    # Apps of later years kept one spelling a body; the older ones mixed the full name with the short one.
    if "synonym" in style.titles and choice.chance(20, "alias", style.slug, offer.item.code):
        return choice.pick(names, "name", style.slug, offer.item.code)
    return offer.agency.name_zh


def _paper(style: Shape, entry: tuple[Any, str, int]) -> str:
    paper, form, copies = entry
    return f"{paper.zh}|{paper.grade}|{form}|{copies}" if style.papers == "full" else paper.zh


def _fee(name: str, fen: int) -> str:
    yuan = f"{fen / 100:.2f}".rstrip("0").rstrip(".")
    return f"{name}{yuan}元"
