"""Fees in fen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.intake.rules.fees import Amount, read_fees


@pytest.mark.parametrize(
    ("text", "amounts", "rules"),
    [
        ("", (), []),
        ("无", (), []),
        ("不收费", (), []),
        ("免费", (), []),
        ("0元", (), []),
        ("0.00", (), []),
        ("10元", (Amount("收费", 1000, ""),), []),
        ("10", (Amount("收费", 1000, ""),), []),
        ("商标注册费（纸质，每类10个商品）300元", (Amount("商标注册费(纸质,每类10个商品)", 30000, ""),), []),
        ("登记费（住宅）80元", (Amount("登记费(住宅)", 8000, ""),), []),
        ("登记费（每件80元）", (Amount("登记费", 8000, "件"),), []),
        ("登记费（纸质80元）", (Amount("登记费(纸质)", 8000, ""),), []),
        ("证照（副本）每本10元", (Amount("证照(副本)", 1000, "本"),), []),
        ("80元（住宅）", (Amount("住宅", 8000, ""),), []),
        ("（80元）", (Amount("收费", 8000, ""),), []),
        ("壹佰元整", (Amount("收费", 10000, ""),), []),
        ("￥10.50", (Amount("收费", 1050, ""),), []),
        ("人民币5元/证", (Amount("收费", 500, "证"),), []),
        ("工本费10元/本", (Amount("工本费", 1000, "本"),), []),
        ("工本费：每本10元", (Amount("工本费", 1000, "本"),), []),
        ("每证20元", (Amount("收费", 2000, "证"),), []),
        ("工本费|5.50元", (Amount("工本费", 550, ""),), []),
        ("登记费1,200元", (Amount("登记费", 120_000, ""),), []),
        ("0.5万元", (Amount("收费", 500_000, ""),), []),
        ("五元", (Amount("收费", 500, ""),), []),
        ("５０元", (Amount("收费", 5000, ""),), []),
        ("8角", (Amount("收费", 80, ""),), []),
        ("工本费5元\n检验费30元", (Amount("工本费", 500, ""), Amount("检验费", 3000, "")), []),
        ("按照发改委文件执行", (), ["fee.unreadable"]),
        ("100元至200元", (), ["fee.unreadable"]),
        ("0.001元", (), ["fee.unreadable"]),
        ("9000万元", (), ["fee.too_high"]),
    ],
)
def test_each_spelling(text: str, amounts: tuple[Amount, ...], rules: list[str]) -> None:
    read, findings = read_fees(text)
    assert (read, [each.rule.id for each in findings]) == (amounts, rules)


@given(st.integers(1, 100_000_000))
def test_no_fen_is_lost(fen: int) -> None:
    assert read_fees(f"{fen // 100}.{fen % 100:02d}元") == ((Amount("收费", fen, ""),), ())
