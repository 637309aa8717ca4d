from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from accounts.identity.addresses import check_addresses, lines_of

GOOD_WEB = ["https://app.qingdao.gov.cn/back", "https://app.qingdao.gov.cn:8443/a/b?c=d"]
GOOD_NATIVE = ["http://127.0.0.1/back", "http://[::1]:9000/", "cn.qingdao.app:/back", "https://app.example.cn/open"]
BAD = [
    "http://app.qingdao.gov.cn/back",
    "https://app.qingdao.gov.cn/back#x",
    "https://user@app.qingdao.gov.cn/",
    "https://*.qingdao.gov.cn/back",
    "https://10.0.0.1/back",
    "https://localhost/back",
    "https://app.qingdao.gov.cn:0/",
    "https://app.qingdao.gov.cn:99999/",
    "https://аpp.qingdao.gov.cn/",
    "https://app.qingdao.gov.cn\\@evil.example.cn/",
    "https:///back",
    "javascript:alert(1)",
    "data:text/html,x",
    "/back",
    "https://" + "a" * 500 + ".cn/",
]


@pytest.mark.parametrize("address", GOOD_WEB)
def test_a_web_app_is_reached_by_https(address: str) -> None:
    check_addresses([address], native=False)
    check_addresses([address], native=True)


@pytest.mark.parametrize("address", GOOD_NATIVE[:3])
def test_an_app_on_a_device_has_more_ways(address: str) -> None:
    check_addresses([address], native=True)
    with pytest.raises(ValidationError):
        check_addresses([address], native=False)


@pytest.mark.parametrize("native", [True, False])
@pytest.mark.parametrize("address", [*BAD, "http://localhost:3000/", "app:/back", "http://127.0.0.1.evil.cn/"])
def test_what_reads_in_two_ways_is_refused(address: str, native: bool) -> None:
    with pytest.raises(ValidationError) as refused:
        check_addresses([address], native=native)
    assert refused.value.code == "address_refused"


def test_eleven_are_too_many() -> None:
    check_addresses(GOOD_WEB[:1] * 10, native=False)
    with pytest.raises(ValidationError):
        check_addresses(GOOD_WEB[:1] * 11, native=False)


@given(st.text(max_size=80), st.booleans())
def test_any_text_passes_or_is_refused(text: str, native: bool) -> None:
    try:
        check_addresses(lines_of(text), native=native)
    except ValidationError as refused:
        assert refused.code == "address_refused"
