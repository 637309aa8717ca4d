"""The dirt of old catalogues: each kind spoils or adds one row and says which."""

from collections.abc import Callable
from dataclasses import dataclass, field

from seeds.authoring import choice
from seeds.authoring.codes import demonstration_uscc, full_width, wrong_check_digit
from seeds.authoring.places import SLUGS, City, cities
from seeds.authoring.spelling import Cell, Row, Shape, days, old_identity

RAGGED = "\x00ragged"
_TESTS = ("测试", "undefined", "sssss", "测试事项请勿删除", "test123")
_NEWS = (
    "关于2024年国庆节放假期间政务服务大厅值班安排的通知",
    "我市召开优化营商环境工作推进会",
    "转发：2023年度十佳窗口单位名单公示",
)
_UNKNOWN = (
    "古树名木认养", "广场舞场地预约", "校车接送路线查询", "景区年票代购", "观鸟点开放预约",
    "农村大集摊位登记", "共享菜园认领", "无人机科普课报名", "老照片修复服务", "渔港泊位预约",
)  # fmt: skip
_STRANGERS = ("市便民服务推进办公室", "城市大脑运营中心", "综合行政执法支队三大队", "数字经济工作专班")


@dataclass
class Heap:
    """The rows on their way to the file, and what was done to them."""

    style: Shape
    city: City
    rows: list[Row]
    legal: dict[str, int]
    done: list[tuple[str, str]] = field(default_factory=list)
    touched: set[str] = field(default_factory=set)

    def victim(self, kind: str, needs: Callable[[Row], bool] = lambda row: True) -> Row:
        """A clean row to spoil. Housing fund rows stay clean: every demonstration looks at them first."""
        fund = self.style.theirs("topic", "housing_fund")
        free = [
            row
            for row in self.rows
            if str(row["old_id"]) not in self.touched and row["topic"] != fund and needs(row)
        ]  # fmt: skip
        return choice.pick(free, "victim", self.style.slug, kind, str(len(self.done)))

    def mark(self, kind: str, row: Row) -> None:
        """Write down that this row carries this dirt."""
        self.touched.add(str(row["old_id"]))
        self.done.append((kind, str(row["old_id"])))

    def insert(self, kind: str, row: Row) -> None:
        """Put an extra row at a stable place."""
        self.rows.insert(choice.number(len(self.rows), "place", self.style.slug, kind, str(len(self.done))), row)
        self.mark(kind, row)

    def fresh(self, kind: str, **cells: Cell) -> Row:
        """A new row with an id of its own and nothing else but `cells`."""
        row: Row = dict.fromkeys(self.style.columns, "")
        row["old_id"] = old_identity(self.style, f"{kind}{len(self.done)}", 400 + len(self.done))
        row.update({word: value for word, value in cells.items() if word in row})
        return row


def spoil(heap: Heap) -> None:
    """Apply every kind of dirt that the city's shape names, in order."""
    for kind in heap.style.dirt:
        _KINDS[kind](heap, kind)


def _test_row(heap: Heap, kind: str) -> None:
    text = choice.pick(_TESTS, heap.style.slug, str(len(heap.done)))
    heap.insert(kind, heap.fresh(kind, title=text, status=heap.style.theirs("status", "on"), conditions="111"))


def _doubled_row(heap: Heap, kind: str) -> None:
    heap.insert(kind, dict(heap.victim(kind)))


def _doubled_id(heap: Heap, kind: str) -> None:
    row = heap.victim(kind, lambda row: row["promised_days"] != heap.style.at_once)
    heap.insert(kind, {**row, "promised_days": days(heap.style, 1), "updated_at": row["effective_on"]})


def _wrong_check_digit(heap: Heap, kind: str) -> None:
    row = heap.victim(kind)
    for word in ("item_code", "agency_code"):
        if word in row:
            row[word] = wrong_check_digit(str(row[word]))
    heap.mark(kind, row)


def _lower_case_code(heap: Heap, kind: str) -> None:
    row = heap.victim(kind)
    row["item_code"] = str(row["item_code"]).lower()
    heap.mark(kind, row)


def _full_width_code(heap: Heap, kind: str) -> None:
    row = heap.victim(kind)
    row["item_code"] = full_width(str(row["item_code"]))
    heap.mark(kind, row)


def _unknown_agency(heap: Heap, kind: str) -> None:
    row = heap.victim(kind)
    row["agency_name"] = heap.city.zh + choice.pick(_STRANGERS, heap.style.slug)
    for word in ("agency_code", "item_code"):
        if word in row and heap.style.codes in {"plain", "basic"}:
            row[word] = ""
    heap.mark(kind, row)


def _foreign_city(heap: Heap, kind: str) -> None:
    other = cities()[choice.pick([slug for slug in SLUGS if slug != heap.city.slug], "foreign", heap.city.slug)]
    row = heap.victim(kind, lambda row: str(row["agency_name"]).startswith(heap.city.zh))
    row["agency_name"] = str(row["agency_name"]).replace(heap.city.zh, other.zh, 1)
    heap.mark(kind, row)


def _retired_region(heap: Heap, kind: str) -> None:
    row = heap.victim(kind, lambda row: heap.city.zh + "人力资源和社会保障局" == row["agency_name"])
    body = demonstration_uscc("11", "371200", "120600")
    row["item_code"] = body + str(row["item_code"])[18:]
    row.update(agency_code=body, agency_name="莱芜市人力资源和社会保障局", region_code="371200000000")
    heap.mark(kind, row)


def _retired_district(heap: Heap, kind: str) -> None:
    row = heap.victim(kind, lambda row: row["region_code"] == heap.city.code)
    row["region_code"] = "371202000000"
    heap.mark(kind, row)


def _days_none(heap: Heap, kind: str) -> None:
    row = heap.victim(kind)
    row["promised_days"] = "无"
    heap.mark(kind, row)


def _promise_over_law(heap: Heap, kind: str) -> None:
    row = heap.victim(kind, lambda row: row["promised_days"] != heap.style.at_once)
    row["promised_days"] = days(heap.style, heap.legal[str(row["old_id"])] + 10)
    heap.mark(kind, row)


def _html_cell(heap: Heap, kind: str) -> None:
    row = heap.victim(kind)
    row["conditions"] = f'<p style="text-indent:2em">{row["conditions"]}&nbsp;</p><br/>'
    heap.mark(kind, row)


def _script_cell(heap: Heap, kind: str) -> None:
    row = heap.victim(kind)
    row["conditions"] = f"{row['conditions']}<script>alert(document.cookie)</script>"
    heap.mark(kind, row)


def _formula_cell(heap: Heap, kind: str) -> None:
    row = heap.victim(kind)
    row["online_url"] = f'=HYPERLINK("http://app.{heap.style.slug}.example/jump","点击办理")'
    heap.mark(kind, row)


def _file_link(heap: Heap, kind: str) -> None:
    row = heap.victim(kind)
    row["online_url"] = "file:///D:/政务服务/办事指南/最终版2.doc"
    heap.mark(kind, row)


def _news_post(heap: Heap, kind: str) -> None:
    text = choice.pick(_NEWS, heap.style.slug)
    row = heap.fresh(
        kind, title=text, status=heap.style.theirs("status", "on"), agency_name=f"{heap.city.zh}人民政府办公室"
    )
    row["conditions"] = "来源：本站编辑。" + text
    heap.insert(kind, row)


def _unknown_matter(heap: Heap, kind: str) -> None:
    row = dict(heap.victim(kind))
    row.update(heap.fresh(kind) | {word: value for word, value in row.items() if word != "old_id"})
    row["title"] = choice.pick(_UNKNOWN, "unknown", heap.style.slug, str(len(heap.done)))
    if "title_en" in row:
        row["title_en"] = ""
    for word in ("item_code", "basic_code"):
        if word in row:
            row[word] = ""
    heap.insert(kind, row)


def _empty_title(heap: Heap, kind: str) -> None:
    row = heap.victim(kind)
    row["title"] = ""
    heap.mark(kind, row)


def _ragged_row(heap: Heap, kind: str) -> None:
    row = heap.victim(kind)
    row[RAGGED] = "cut"
    heap.mark(kind, row)


_KINDS: dict[str, Callable[[Heap, str], None]] = {
    "test_row": _test_row,
    "doubled_row": _doubled_row,
    "doubled_id": _doubled_id,
    "wrong_check_digit": _wrong_check_digit,
    "lower_case_code": _lower_case_code,
    "full_width_code": _full_width_code,
    "unknown_agency": _unknown_agency,
    "foreign_city": _foreign_city,
    "retired_region": _retired_region,
    "retired_district": _retired_district,
    "days_none": _days_none,
    "promise_over_law": _promise_over_law,
    "html_cell": _html_cell,
    "script_cell": _script_cell,
    "formula_cell": _formula_cell,
    "file_link": _file_link,
    "news_post": _news_post,
    "unknown_matter": _unknown_matter,
    "empty_title": _empty_title,
    "ragged_row": _ragged_row,
}
