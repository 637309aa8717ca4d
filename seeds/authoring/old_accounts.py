"""Old user databases of three cities, evidently invented: every name holds 示例, 样例 or 样本.

The story that they tell: 王示例 lives in 济南, registered in 青岛 years ago, has a login of a company in 烟台. Beside
him stand two persons under one ID, an ID of fifteen digits, and a phone number that was given to another.
"""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import json
from collections.abc import Callable, Mapping
from typing import Final

from stdnum.cn.ric import calc_check_digit

from seeds.authoring import paths
from seeds.authoring.codes import demonstration_uscc

# The passwords that these people remember; seeds/README.md tells them.
REMEMBERED: Final = {"jinan": "Baotu-Spring-72", "qingdao": "Zhanqiao-Pier-18", "yantai": "Penglai-Tower-63"}
COMPANY: Final = demonstration_uscc("91", "370602", "000001")
Row = dict[str, str]


def _number(region: str, birthday: str, order: int) -> str:
    body = f"{region}{birthday}{order:03d}"
    return body + calc_check_digit(body + "0")


WANG: Final = _number("370102", "19850312", 901)
LI: Final = _number("370202", "19790808", 902)
ZHAO: Final = _number("371202", "19560521", 903)


# What old sites kept of passwords: weak on purpose, as they were.
def _salted(password: str, salt: str) -> Row:
    return {"scheme": "md5_salt_after", "hash": hashlib.md5((password + salt).encode()).hexdigest(), "salt": salt}  # noqa: S324


def _ucenter(password: str, salt: str) -> Row:
    inner = hashlib.md5(password.encode()).hexdigest()  # noqa: S324
    return {"scheme": "ucenter", "hash": hashlib.md5((inner + salt).encode()).hexdigest(), "salt": salt}  # noqa: S324


def _ldap(password: str, salt: str) -> Row:
    digest = hashlib.sha1(password.encode() + salt.encode()).digest()  # noqa: S324
    return {"scheme": "ldap", "hash": "{SSHA}" + base64.b64encode(digest + salt.encode()).decode(), "salt": ""}


def _row(old_id: str, name: str, password: Row, **facts: str) -> Row:
    return {"id": old_id, "login": f"{facts.pop('login', 'yonghu' + old_id)}", "name": name, **facts, **password}


def jinan_rows() -> list[Row]:
    """Return the accounts of 济南."""
    password = REMEMBERED["jinan"]
    proved = {"proved": "是", "how": "公安比对"}
    return [
        _row("10001", "王示例", _salted(password, "a7f3"), login="wangshili", number=WANG, **proved,
             phone="13800000101", mail="wang.shili@example.cn", opened="2016-05-04 09:12:00"),
        _row("10002", "李示例", _salted(password, "b8e2"), login="lishili", number=LI, **proved,
             phone="13800000102", opened="2017-02-11 15:40:00"),
        _row("10003", "赵样本", _salted(password, "c9d1"), number=ZHAO[:6] + ZHAO[8:17], **proved,
             opened="2012-10-20 08:05:00"),
        _row("10004", "孙样本", _salted(password, "d0c0"), phone="13800000104", opened="2020-01-15 20:21:00"),
        _row("10005", "", _salted(password, "e1b9"), phone="无", opened="2021-07-30 11:00:00"),
    ]  # fmt: skip


def qingdao_rows() -> list[Row]:
    """Return the accounts of 青岛."""
    password = REMEMBERED["qingdao"]
    return [
        _row("q-501", "王示例", _ucenter(password, "f19a2c"), login="wang1985", number=WANG, proved="1", how="window",
             phone="13800000201", opened="2011-06-18"),
        _row("q-502", "李样例", _ucenter(password, "0b77de"), login="liyangli", number=LI, proved="1", how="window",
             phone="13800000202", opened="2018-09-03"),
        _row("q-503", "赵样本", _ucenter(password, "91ce30"), number=ZHAO, proved="1", how="window",
             opened="2014-04-12"),
        # Has by now the number that 孙样本 had in 济南: a phone number tells nothing of who somebody is.
        _row("q-504", "周样本", _ucenter(password, "5d20fa"), phone="13800000104", opened="2022-11-11"),
    ]  # fmt: skip


def yantai_rows() -> list[Row]:
    """Return the accounts of 烟台: one of a person, one of a company."""
    password = REMEMBERED["yantai"]
    return [
        _row("YT000001", "王示例", _ldap(password, "x1y2z3w4"), login="shilishangmao", kind="E", uscc=COMPANY,
             legal="郑样本", number=WANG, proved="Y", how="face", phone="13800000301", opened="2019/03/01"),
        _row("YT000002", "吴样本", _ldap(password, "k5l6m7n8"), kind="P", phone="13800000302", opened="2020/08/19"),
    ]  # fmt: skip


COLUMNS: Final = {
    "jinan": {
        "id": "用户编号",
        "login": "用户名",
        "name": "姓名",
        "number": "身份证号",
        "proved": "已实名",
        "how": "实名方式",
        "phone": "手机号",
        "mail": "邮箱",
        "scheme": "加密方式",
        "hash": "密码",
        "salt": "盐",
        "opened": "注册时间",
    },
    "yantai": {
        "id": "uid",
        "login": "account",
        "kind": "type",
        "name": "operator",
        "uscc": "credit_code",
        "legal": "legal_person",
        "number": "id_no",
        "proved": "certified",
        "how": "certified_by",
        "phone": "tel",
        "scheme": "pwd_type",
        "hash": "pwd",
        "salt": "pwd_salt",
        "opened": "reg_date",
    },
}


def _table(rows: list[Row], columns: Mapping[str, str], delimiter: str) -> str:
    stream = io.StringIO()
    writer = csv.DictWriter(stream, list(columns), restval="", delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(dict(columns))
    writer.writerows(rows)
    return stream.getvalue()


WRITERS: Final[dict[str, tuple[str, Callable[[], bytes]]]] = {
    "jinan": ("users.csv", lambda: _table(jinan_rows(), COLUMNS["jinan"], ",").encode("gb18030")),
    "qingdao": (
        "members.jsonl",
        lambda: "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in qingdao_rows()).encode(),
    ),
    "yantai": ("accounts.csv", lambda: _table(yantai_rows(), COLUMNS["yantai"], ";").encode()),
}


def write_all() -> None:
    """Write the three user databases beside the catalogues."""
    for slug, (name, make) in WRITERS.items():
        (paths.CATALOGUES / slug / name).write_bytes(make())
