"""The labelled pairs, and how a matcher does on them. The labels are judgement, see labelled/README.md."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from catalog.intake.matching import Matter, RowFacts
from tests.catalog.intake.matching.directory import matters

FOLDER = Path(__file__).with_name("labelled")
# A body that does the work of each kind of department, for pairs that were written without one.
BODIES = {
    "administrative_approval": "济南市行政审批服务局",
    "development_reform": "济南市发展和改革委员会",
    "education": "济南市教育局",
    "public_security": "济南市公安局",
    "civil_affairs": "济南市民政局",
    "justice": "济南市司法局",
    "human_resources": "济南市人力资源和社会保障局",
    "natural_resources": "济南市自然资源和规划局",
    "ecology": "济南市生态环境局",
    "housing_construction": "济南市住房和城乡建设局",
    "housing_fund_center": "济南住房公积金中心",
    "urban_management": "济南市城市管理局",
    "transport": "济南市交通运输局",
    "water_resources": "济南市水务局",
    "agriculture": "济南市农业农村局",
    "culture_tourism": "济南市文化和旅游局",
    "copyright": "济南市版权局",
    "health": "济南市卫生健康委员会",
    "veterans": "济南市退役军人事务局",
    "emergency": "济南市应急管理局",
    "tax": "国家税务总局济南市税务局",
    "market_regulation": "济南市市场监督管理局",
    "medical_security": "济南市医疗保障局",
    "fire_rescue": "济南市消防救援支队",
    "tobacco": "济南市烟草专卖局",
    "disabled_federation": "济南市残疾人联合会",
    "water_utility": "济南市水务集团有限公司",
    "gas_utility": "济南市燃气集团有限公司",
    "heating_utility": "济南热力集团有限公司",
    "electricity_utility": "国网山东省电力公司济南供电公司",
}


@dataclass(frozen=True)
class Pair:
    """What a source row says, and the basic code of the matter it is about ("" for none)."""

    facts: RowFacts
    code: str
    group: str
    half: str


@dataclass
class Tally:
    """How often a matcher was right, wrong, and silent where it should have spoken."""

    right: int = 0
    wrong: int = 0
    missed: int = 0
    left: int = 0
    faults: list[tuple[Pair, str]] = field(default_factory=list)

    @property
    def precision(self) -> float:
        """The share of the matches that are right."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        """The share of the rows with a matter that were matched to it."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0

    def __str__(self) -> str:
        """Return one line of figures."""
        figures = f"TP {self.right:5} FP {self.wrong:4} FN {self.missed:4} TN {self.left:5}"
        return f"{figures}  precision {self.precision:.4f} recall {self.recall:.4f}"


@cache
def pairs() -> tuple[Pair, ...]:
    """Return all pairs."""
    return tuple(_read())


def _read() -> Iterator[Pair]:
    known = {matter.code: matter for matter in matters()}
    for path in sorted(FOLDER.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                like = known.get(row.get("like", ""))
                facts = _as_near(row["title"], like) if like else _as_told(row)
                yield Pair(facts, row["code"], path.stem, row["half"])


def _as_told(row: dict[str, str]) -> RowFacts:
    laws, kind = row.get("legal_basis", ""), row["item_type"]
    return RowFacts(row["title"], row["agency"], kind, row.get("audience", ""), laws)


def _as_near(title: str, matter: Matter) -> RowFacts:
    """Return the facts as the matter's own row would tell them: a trap is then as near as it can be."""
    audience = (
        "both" if matter.for_person and matter.for_enterprise else "person" if matter.for_person else "enterprise"
    )
    return RowFacts(title, BODIES[matter.department], matter.item_type, audience, "、".join(matter.laws))


def judge(chosen: Iterable[tuple[Pair, str]], key: Callable[[Pair], str]) -> dict[str, Tally]:
    """Return the tallies of what a matcher chose (a basic code or "") by a property of the pairs."""
    tallies: defaultdict[str, Tally] = defaultdict(Tally)
    for pair, code in chosen:
        tally = tallies[key(pair)]
        right = code == pair.code
        tally.right += right and bool(code)
        tally.left += right and not code
        tally.wrong += not right and bool(code)
        tally.missed += not right and bool(pair.code)
        if not right:
            tally.faults.append((pair, code))
    return dict(tallies)
