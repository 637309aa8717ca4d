"""For each adapter, the same small catalogue as the systems that it reads would give it.

A new adapter adds its specimen here; until then the kit is red for it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CATALOGUE = [
    {"old_id": "A-1", "title": "住房公积金提取", "materials": "身份证\n户口簿", "promised_days": "3个工作日"},
    {"old_id": "A-2", "title": "居民身份证换领", "audience": "person"},
    {"old_id": "A-3", "title": "<b>新生儿</b>落户", "summary": "=1+1"},
]


@dataclass(frozen=True)
class Specimen:
    """How a manifest would describe the catalogue, and how to write it to a file."""

    options: Mapping[str, Any]
    write: Callable[[Path], Path]
    # What else a manifest says for changes, where they are asked of a server and not read from the same file.
    changes: Mapping[str, Any] | None = None


def _write_table(folder: Path) -> Path:
    lines = [
        "编号,名称,材料,时限,对象,简介",
        "A-1,住房公积金提取,身份证；户口簿,3个工作日,,",
        "A-2,居民身份证换领,,,个人,",
        "A-3,<b>新生儿</b>落户,,,,=1+1",
    ]
    path = folder / "catalogue.csv"
    path.write_bytes("\r\n".join(lines).encode("gb18030"))
    return path


def _write_feed(folder: Path) -> Path:
    rows = [
        {"id": "A-1", "n": "住房公积金提取", "m": ["身份证", "户口簿"], "d": "3个工作日"},
        {"id": "A-2", "n": "居民身份证换领", "who": "个人"},
        {"id": "A-3", "n": "<b>新生儿</b>落户", "s": "=1+1"},
    ]
    path = folder / "catalogue.json"
    path.write_text(json.dumps({"data": rows}, ensure_ascii=False), encoding="utf-8")
    return path


def _write_lines(folder: Path) -> Path:
    document = json.loads(_write_feed(folder).read_text(encoding="utf-8"))
    path = folder / "catalogue.jsonl"
    lines = [json.dumps(row, ensure_ascii=False) for row in document["data"]]
    path.write_bytes("\n".join(lines).encode("gb18030"))
    return path


def _write_exchange(folder: Path) -> Path:
    lines = [
        "ROW_GUID,TASK_NAME,MATERIAL_INFO,PROMISE_DAY,SERVER_TYPE,TASK_SUMMARY",
        "A-1,住房公积金提取,身份证；户口簿,3个工作日,,",
        "A-2,居民身份证换领,,,1,",
        "A-3,<b>新生儿</b>落户,,,,=1+1",
    ]
    path = folder / "tasks.csv"
    path.write_bytes("\r\n".join(lines).encode("gb18030"))
    return path


def _write_services(folder: Path) -> Path:
    services = [
        {"service_code": "A-1", "service_name": "住房公积金提取", "m": ["身份证", "户口簿"], "d": "3个工作日"},
        {"service_code": "A-2", "service_name": "居民身份证换领", "who": "个人"},
        {"service_code": "A-3", "service_name": "<b>新生儿</b>落户", "description": "=1+1"},
    ]
    path = folder / "services.json"
    path.write_text(json.dumps(services, ensure_ascii=False), encoding="utf-8")
    return path


def _hsds_word(code: str, value: str) -> dict[str, Any]:
    return {"value": value, "taxonomy_term": {"code": code, "taxonomy": "urn:services-portal:catalogue-row"}}


def _write_hsds(folder: Path) -> Path:
    organization = {"id": "o", "name": "某局", "description": "某局"}
    services = [
        {
            "id": "A-1",
            "name": "住房公积金提取",
            "required_documents": [{"id": "d1", "document": "身份证"}, {"id": "d2", "document": "户口簿"}],
            "attributes": [_hsds_word("promised_days", "3个工作日")],
        },
        {"id": "A-2", "name": "居民身份证换领", "attributes": [_hsds_word("audience", "person")]},
        {"id": "A-3", "name": "<b>新生儿</b>落户", "description": "=1+1"},
    ]
    path = folder / "services.json"
    whole = [{**service, "status": "active", "organization": organization} for service in services]
    path.write_text(json.dumps({"services": whole}, ensure_ascii=False), encoding="utf-8")
    return path


def _write_graph(folder: Path) -> Path:
    path = folder / "catalogue.ttl"
    path.write_text(
        """@prefix cpsv: <http://purl.org/vocab/cpsv#> .
@prefix cv: <http://data.europa.eu/m8g/> .
@prefix dct: <http://purl.org/dc/terms/> .
<urn:b> a cv:PublicOrganisation .
<urn:a1> a cpsv:PublicService ; dct:identifier "A-1" ; dct:title "住房公积金提取"@zh ;
  dct:description "住房公积金提取"@zh ;
  cv:hasCompetentAuthority <urn:b> ; cv:processingTime "P3D" ;
  cpsv:hasInput [ dct:identifier "1" ; dct:title "身份证"@zh ] , [ dct:identifier "2" ; dct:title "户口簿"@zh ] .
<urn:a2> a cpsv:PublicService ; dct:identifier "A-2" ; dct:title "居民身份证换领"@zh ;
  dct:description "居民身份证换领"@zh ; cv:hasCompetentAuthority <urn:b> ; dct:audience <urn:audience/person> .
<urn:a3> a cpsv:PublicService ; dct:identifier "A-3" ; dct:title "<b>新生儿</b>落户"@zh ; dct:description "=1+1"@zh ;
  cv:hasCompetentAuthority <urn:b> .
""",
        encoding="utf-8",
    )
    return path


SPECIMENS: dict[str, Specimen] = {
    "tabular_file": Specimen(
        {
            "encoding": "gb18030",
            "columns": {
                "old_id": "编号",
                "title": "名称",
                "materials": "材料",
                "promised_days": "时限",
                "audience": "对象",
                "summary": "简介",
            },
            "values": {"audience": {"个人": "person"}},
            "list_separator": "；",
        },
        _write_table,
    ),
    "json_feed": Specimen(
        {
            "items": "data",
            "columns": {
                "old_id": "id",
                "title": "n",
                "materials": "m",
                "promised_days": "d",
                "audience": "who",
                "summary": "s",
            },
            "values": {"audience": {"个人": "person"}},
        },
        _write_feed,
        {"page_param": "page", "changes_param": "since", "changes_cursor": "cursor"},
    ),
    "json_file": Specimen(
        {
            "encoding": "gb18030",
            "columns": {
                "old_id": "id",
                "title": "n",
                "materials": "m",
                "promised_days": "d",
                "audience": "who",
                "summary": "s",
            },
            "values": {"audience": {"个人": "person"}},
        },
        _write_lines,
    ),
    "task_exchange": Specimen({"encoding": "gb18030", "columns": {}, "list_separator": "；"}, _write_exchange),
    "open311": Specimen(
        {
            "columns": {"materials": "m", "promised_days": "d", "audience": "who"},
            "values": {"audience": {"个人": "person"}},
        },
        _write_services,
    ),
    # What the standard asks for and the catalogue does not have is mapped to a place where there is nothing.
    "hsds": Specimen({"columns": {"status": "nowhere", "agency_name": "nowhere"}}, _write_hsds),
    "cpsv_ap": Specimen({"columns": {}, "values": {"promised_days": {"3天": "3个工作日"}}}, _write_graph),
}
