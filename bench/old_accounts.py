"""Made-up user databases of sixteen cities, with the truth of whose each account is.

Everything that leads astray is in them: numbers that were given to somebody else, people of one name and birthday, IDs
of fifteen digits and of regions that are gone, slips of the pen, changed names, one ID under which two people were
proved, and people who write down another's name and ID, from his former telephone. The same seed gives the same rows.
"""

from __future__ import annotations

import csv
import json
from collections import deque
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import IO, Any, Final

from stdnum.cn.ric import calc_check_digit

SURNAMES: Final = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN: Final = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚"
# Counties of today, and prefixes that no table of today holds: 莱芜 until 2019, prefectures before that.
REGIONS: Final = ("370102", "370202", "370602", "371202", "372101", "372301", "372501", "372801", "372922", "110101")
DAYS: Final = 15_000
FIRST_DAY: Final = date(1950, 1, 1)
ORDERS: Final = 999
CHINESE: Final = {
    "old_id": "用户ID",
    "login": "登录名",
    "kind": "类型",
    "name": "姓名",
    "former_names": "曾用名",
    "phone": "手机",
    "phone_verified": "手机已验证",
    "email": "邮箱",
    "email_verified": "邮箱已验证",
    "resident_id": "证件号",
    "passport": "护照",
    "permit": "居住证",
    "documents_verified": "已实名",
    "verified_by": "实名方式",
    "uscc": "信用代码",
    "legal_representative": "法人",
    "password_scheme": "加密",
    "password_hash": "密码",
    "password_salt": "盐",
    "created_at": "注册时间",
}
WORDS: Final = tuple(CHINESE)
FLAGS: Final = ("phone_verified", "email_verified", "documents_verified")
USCC: Final = ("91110000600037341L", "11100000000013338W", "11370800MB28559184", "12441500196720244T")
MEMORY: Final = 500


@dataclass
class Person:
    """Somebody, or somebody who acts for an enterprise; ``number`` is the truth."""

    number: int
    resident_id: str
    name: str
    phone: str
    email: str
    former_name: str = ""
    passport: str = ""
    uscc: str = ""
    wears: str = ""

    @property
    def is_plain(self) -> bool:
        """Whether the person is one of this country under his own ID."""
        return not (self.uscc or self.passport or self.wears)


@dataclass(frozen=True)
class Made:
    """One account: where, its row in our words, whose it truly is, and whether its ID was proved and can be read."""

    city: int
    fields: dict[str, str]
    person: int
    proved: bool
    refused: bool = False


@dataclass
class World:
    """Makes people and their accounts one after another; remembers a few people only."""

    rows: int
    cities: int = 16
    seed: int = 20_261_121
    _random: Random = field(init=False)
    _people: deque[Person] = field(init=False)
    _made: int = 0
    _persons: int = 0

    def __post_init__(self) -> None:
        self._random = Random(self.seed)  # noqa: S311 - made-up people
        self._people = deque(maxlen=MEMORY)

    def accounts(self) -> Iterator[Made]:
        """Yield exactly ``rows`` accounts."""
        while self._made < self.rows:
            person = self._person()
            self._people.append(person)
            cities = self._random.sample(range(self.cities), self._random.choices((1, 2, 3, 4), (50, 28, 16, 6))[0])
            for city in cities:
                yield from self._of(person, city)
                if self._made >= self.rows:
                    return

    def _person(self) -> Person:
        chance, number = self._random, self._persons
        self._persons += 1
        known = self._people[chance.randrange(len(self._people))] if self._people else None
        person = Person(
            number=number,
            resident_id=resident_id(number),
            name=self._name(),
            phone=f"13{chance.choice('56789')}{number % 10**8:08d}",
            email=f"u{number}@example.com",
        )
        if known is not None and chance.random() < 0.2:
            person.phone = known.phone
        draw = chance.random()
        if draw < 0.01:
            person.former_name = self._name()
        elif draw < 0.014 and known is not None and known.is_plain:
            # Proved under another's ID: a clerk's mistake, or a number that was given out twice.
            person.resident_id, person.wears = known.resident_id, "proved"
            while person.name in (known.name, known.former_name):
                person.name = self._name()
            if chance.random() < 0.3:
                person.phone = known.phone
        elif draw < 0.018 and known is not None and known.is_plain:
            # Writes down another's name and ID, and has his former number.
            person.resident_id, person.name, person.wears = known.resident_id, known.name, "written"
            if chance.random() < 0.7:
                person.phone = known.phone
        elif draw < 0.05:
            person.uscc, person.name = chance.choice(USCC), f"{person.name}商贸有限公司"
        elif draw < 0.07:
            person.passport, person.resident_id = f"KOR:M{number:08d}", ""
        return person

    def _name(self) -> str:
        chance = self._random
        return chance.choice(SURNAMES) + "".join(chance.choices(GIVEN, k=chance.choice((1, 2))))

    def _of(self, person: Person, city: int) -> Iterator[Made]:
        chance = self._random
        fields = dict.fromkeys(WORDS, "")
        fields |= {
            "old_id": f"{city:02d}-{self._made}",
            "login": f"user{person.number % 7919}",
            "kind": "enterprise" if person.uscc else "person",
            "uscc": person.uscc,
            "legal_representative": self._name() if person.uscc else "",
            "name": person.name,
            "phone": person.phone if chance.random() < 0.9 else "",
            "phone_verified": "yes" if chance.random() < 0.8 else "no",
            "email": person.email if chance.random() < 0.4 else "",
            "email_verified": "yes" if chance.random() < 0.5 else "no",
            "passport": person.passport,
            "password_scheme": "ucenter",
            "password_hash": f"{chance.getrandbits(128):032x}",
            "password_salt": f"{chance.getrandbits(24):06x}",
            "created_at": f"20{chance.randrange(10, 24)}-0{chance.randrange(1, 10)}-1{chance.randrange(10)} 08:30:00",
        }
        if person.former_name:
            if chance.random() < 0.5:
                fields["name"] = person.former_name
            else:
                fields["former_names"] = person.former_name
        elif not person.uscc and chance.random() < 0.05:
            fields["name"] = f"{person.name[0]}　{person.name[1:]}"
        proved = self._document(person, fields)
        draw, refused = chance.random(), False
        if draw < 0.001:
            fields["old_id"], refused = "", True
        self._made += 1
        yield Made(city, fields, person.number, proved and not refused, refused)
        if 0.001 <= draw < 0.002 and self._made < self.rows:
            self._made += 1
            yield Made(city, fields, person.number, False, refused=True)

    def _document(self, person: Person, fields: dict[str, str]) -> bool:
        """Write the ID as a city has it, and return whether it was proved and can be read."""
        chance = self._random
        how = chance.choices(("proved", "written", "none"), (75, 15, 10))[0]
        how = person.wears or how
        number = person.resident_id
        if how == "none":
            fields["resident_id"] = chance.choice(("", "无", "111111111111111111"))
            fields["passport"] = ""
            return False
        if how == "written" and number and not person.wears and chance.random() < 0.25:
            place = chance.randrange(6, 17)
            number = f"{number[:place]}{(int(number[place]) + chance.randrange(1, 10)) % 10}{number[place + 1 :]}"
        elif number and number[6:8] == "19" and chance.random() < 0.06:
            number = number[:6] + number[8:17]
        elif number and chance.random() < 0.02:
            number = f" {number[:6]} {number[6:].lower()}"
        fields["resident_id"] = number
        if how == "proved":
            fields |= {"documents_verified": "yes", "verified_by": chance.choice(("register", "window", "face"))}
        elif chance.random() < 0.1:
            # Says to be proved, by a way that nobody trusts.
            fields |= {"documents_verified": "yes", "verified_by": "declared"}
        return how == "proved"


def resident_id(number: int) -> str:
    """Return the ID of the person of this number: all are different, many have one birthday."""
    day = FIRST_DAY + timedelta(days=number % DAYS)
    region = REGIONS[number // DAYS % len(REGIONS)]
    order = number // (DAYS * len(REGIONS)) % ORDERS + 1
    body = f"{region}{day:%Y%m%d}{order:03d}"
    return body + calc_check_digit(body + "0")


def slug_of(city: int) -> str:
    """Return the short name of a city."""
    return f"mou{city:02d}"


def manifest_of(city: int) -> str:
    """Return the city's manifest: tables of two makes, and JSON a line."""
    chinese = city % 3 != 2
    columns = "\n".join(f'{word} = "{CHINESE[word] if chinese else word}"' for word in WORDS)
    flags = "\n".join(f'[accounts.adapter.options.values.{word}]\n"是" = "yes"\n"否" = "no"' for word in FLAGS)
    options = {
        0: 'encoding = "gb18030"\nmax_bytes = 4294967296',
        1: 'encoding = "utf-8"\ndelimiter = ";"\nmax_bytes = 4294967296',
        2: 'encoding = "utf-8"',
    }[city % 3]
    adapter = "json_file" if city % 3 == 2 else "tabular_file"
    return f"""slug = "{slug_of(city)}"
[name]
zh-hans = "某{city}市"
[region]
code = "3709{city + 50:02d}000000"
level = "county"
[region.name]
zh-hans = "某{city}市"
[adapter]
name = "tabular_file"
[adapter.options.columns]
old_id = "id"
title = "title"
[accounts.adapter]
name = "{adapter}"
[accounts.adapter.options]
{options}
[accounts.adapter.options.columns]
{columns}
{flags}
"""


def write_all(folder: Path, world: World, truth: Path) -> list[Path]:
    """Write manifests and sources of all cities, and the truth as lines of JSON; return the sources."""
    paths = [folder / f"{slug_of(city)}.{'jsonl' if city % 3 == 2 else 'csv'}" for city in range(world.cities)]
    for city in range(world.cities):
        (folder / f"{slug_of(city)}.toml").write_text(manifest_of(city), encoding="utf-8")
    with ExitStack() as stack:
        writers = [_writer(stack.enter_context(_open(path, city)), city) for city, path in enumerate(paths)]
        told = stack.enter_context(truth.open("w", encoding="utf-8"))
        for made in world.accounts():
            writers[made.city](made.fields)
            if not made.refused:
                told.write(json.dumps([made.city, made.fields["old_id"], made.person, made.proved]) + "\n")
    return paths


def _open(path: Path, city: int) -> IO[str]:
    return path.open("w", encoding="gb18030" if city % 3 == 0 else "utf-8", newline="")


def _writer(stream: IO[str], city: int) -> Any:
    if city % 3 == 2:
        return lambda fields: stream.write(json.dumps(fields, ensure_ascii=False) + "\n")
    writer = csv.writer(stream, delimiter=";" if city % 3 == 1 else ",")
    writer.writerow(CHINESE.values())
    spelled = {"yes": "是", "no": "否"}
    return lambda fields: writer.writerow(
        [spelled.get(text, text) if word in FLAGS else text for word, text in fields.items()]
    )
