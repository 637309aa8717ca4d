"""Records of any shape, as hypothesis makes them: what intakes publish, and the odd things that people type."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from hypothesis import strategies as st

from catalog.content import (
    Channel,
    ChannelKind,
    DayUnit,
    Fee,
    HandlingKind,
    HandlingScope,
    LegalBasis,
    MaterialNeed,
    Office,
    ServiceContent,
    ServiceResult,
    Text,
    TrustGrade,
)
from catalog.exports.records import ServiceRecord

PHRASES = [
    "",
    "住房公积金提取",
    "年满十八周岁。",
    "无",
    "null",
    "身份证",
    "《中华人民共和国行政许可法》",
    "第十二条",
    "工本费（每证）",
    "工本费：10元/证",
    "不收费",
    "加急10元，普通5元",
    "（2019修正）第三条",
    "a|b",
    "第一行\n第二行",
    "  blank  ",
    "<b>x</b>",
    "&amp;lt;",
    "=1+1",
    "\u200b零宽",
    "Ａ１",
    "Identity card",
    "x;y；z",
    "# 1\\2\"3'",
    "0",
    "暂无",
    "收费",
    "法 第1条",
    "每证",
    "a & b < c",
]
odd = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=12)
words = st.one_of(st.sampled_from(PHRASES), odd, st.builds("{}{}".format, st.sampled_from(PHRASES), odd))
texts = st.builds(Text, zh_hans=words, en=words)
money = st.one_of(st.none(), st.integers(-5, 20), st.integers(0, 200_000_000))
phones = st.one_of(
    st.sampled_from(["", "12345", "0531-12345678", "0531-8888888、12345", "ask us", "13800138000"]), words
)
urls = st.one_of(
    st.sampled_from(
        ["", "https://zwfw.jinan.example/1?a=1&b=2", "http://10.0.0.1/x", "file:///c:/x", "www.jinan.example"]
    ),
    words,
)
degrees = st.one_of(st.none(), st.floats(allow_nan=False, allow_infinity=False, width=32), st.floats(30, 120))
days = st.one_of(st.none(), st.integers(-1, 30), st.integers(0, 5000))
dates = st.one_of(st.none(), st.dates().map(lambda day: day.isoformat()), st.sampled_from(["", "soon", "2026-01-31"]))


def several(strategy: st.SearchStrategy) -> st.SearchStrategy:
    return st.lists(strategy, max_size=3).map(tuple)


contents = st.builds(
    ServiceContent,
    title=texts,
    summary=texts,
    audiences=several(st.sampled_from(["person", "enterprise", "alien"])),
    conditions=several(texts),
    materials=several(
        st.builds(
            MaterialNeed,
            name=texts,
            code=st.sampled_from([None, "id_card"]),
            grade=st.sampled_from(TrustGrade),
            form=words,
            copies=st.integers(-1, 120),
            required=st.booleans(),
        )
    ),
    steps=several(texts),
    fees=several(st.builds(Fee, name=texts, amount_fen=money, basis=texts)),
    channels=several(st.builds(Channel, kind=st.sampled_from(ChannelKind), url=urls)),
    legal_basis=several(st.builds(LegalBasis, title=texts, article=texts)),
    offices=several(
        st.builds(
            Office,
            name=texts,
            address=texts,
            hours=texts,
            phone=phones,
            centre=st.sampled_from([None, "c-1"]),
            longitude=degrees,
            latitude=degrees,
        )
    ),
    result=st.builds(ServiceResult, kind=st.sampled_from(["", "certificate"]), name=texts),
    statutory_days=days,
    statutory_unit=st.sampled_from(DayUnit),
    promised_days=days,
    promised_unit=st.sampled_from(DayUnit),
    visits=st.one_of(st.none(), st.integers(-1, 12)),
    handling_kind=st.sampled_from(HandlingKind),
    handling_scope=st.sampled_from(HandlingScope),
    phone=phones,
    complaint_phone=phones,
    effective_on=dates,
    expires_on=dates,
)
keys = st.integers(0, 2**128 - 1).map(lambda number: UUID(int=number))
records = st.builds(
    ServiceRecord,
    service_id=keys,
    version=st.integers(1, 9),
    published_at=st.integers(0, 2**31).map(lambda at: datetime.fromtimestamp(at, UTC)),
    implementation_code=st.sampled_from([None, "113701000000000015" + "3" + "002017170005", "x"]),
    level=st.sampled_from("123456"),
    basic_code=st.sampled_from(["002017170005", "0020-1717000", "L0123456789A"]),
    basic_title=texts,
    item_type=st.sampled_from(["01", "20"]),
    topic=st.sampled_from(["", "birth"]),
    region_code=st.just("370100000000"),
    region_name=st.just(Text("济南市", "Jinan")),
    city=st.sampled_from([None, "jinan"]),
    agency_uscc=st.just("113701000000000015"),
    agency_name=st.just(Text("济南市住房公积金中心", "Housing fund")),
    old_ids=several(odd.map(str.strip).filter(bool)),
    content=contents,
)


def make_record(content: ServiceContent, **changes: Any) -> ServiceRecord:
    """Return a record of an ordinary service that says ``content``."""
    values: dict[str, Any] = {
        "service_id": UUID(int=7),
        "version": 1,
        "published_at": datetime(2026, 1, 2, tzinfo=UTC),
        "implementation_code": None,
        "level": "3",
        "basic_code": "002017170005",
        "basic_title": Text("购房提取住房公积金"),
        "item_type": "20",
        "topic": "housing_fund",
        "region_code": "370100000000",
        "region_name": Text("济南市", "Jinan"),
        "city": "jinan",
        "agency_uscc": "113701000000000015",
        "agency_name": Text("济南市住房公积金中心", "Housing fund"),
        "content": content,
        **changes,
    }
    return ServiceRecord(**values)
