"""Service lists in files: JSON or XML by their first sign, codes as they are written, bombs refused."""

import json

import pytest

from tests.cities.adapters.reading import manifest, read
from tests.cities.guangan.real import REAL_DATA

SERVICE = """<service><service_code>{}</service_code><service_name>{}</service_name><metadata>{}</metadata></service>"""


def city(**options):
    return manifest("open311", {"columns": {}, **options})


def read_services(path, content, **options):
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read(city(**options), path)


def xml(*services, head='<?xml version="1.0" encoding="utf-8"?>'):
    return f"{head}<services>{''.join(SERVICE.format(*service) for service in services)}</services>"


def test_the_services_of_giessen_keep_their_zeros():
    path = REAL_DATA / "open311" / "services_giessen.xml"
    if not path.is_file():
        pytest.skip("the real service lists are not in the folder that PORTAL_REAL_DATA names")
    reading = read(city(), path)
    assert (reading.error, reading.findings) == (None, [])
    assert [row["old_id"] for row in reading.fields] == ["015", "010", "013", "012", "011", "016", "017", "014"]
    assert reading.fields[3] == {
        "old_id": "012",
        "title": "Verkehrsschild beschädigt",
        "summary": "Report graffiti on a building you own.",
    }
    assert reading.rows[3].raw["keywords"] == "graffiti, paintings"


def test_the_list_of_the_specification_is_read():
    path = REAL_DATA / "open311" / "service_list.json"
    if not path.is_file():
        pytest.skip("the real service lists are not in the folder that PORTAL_REAL_DATA names")
    reading = read(city(), path)
    assert [(row["old_id"], row["title"]) for row in reading.fields] == [
        ("001", "Cans left out 24x7"),
        ("002", "Construction plate shifted"),
        ("003", "Curb or curb ramp defect"),
    ]


def test_the_categories_of_amsterdam_are_read_by_a_manifest_alone():
    path = REAL_DATA / "open311" / "amsterdam_categories.json"
    if not path.is_file():
        pytest.skip("the real categories are not in the folder that PORTAL_REAL_DATA names")
    reading = read(manifest("json_file", {"columns": {"old_id": "fields.slug", "title": "fields.name"}}), path)
    assert (len(reading.rows), reading.error, reading.findings) == (86, None, [])
    assert reading.fields[0] == {"old_id": "veeg-zwerfvuil", "title": "Veeg- / zwerfvuil"}


@pytest.mark.parametrize(
    "content",
    [
        xml(("007", "路灯不亮", "false")),
        "\ufeff\n" + xml(("007", "路灯不亮", "false"), head=""),
        xml(("007", "路灯不亮", "false"), head='<?xml version="1.0" encoding="GB2312"?>').encode("gb18030"),
        xml(("007", "路灯不亮", "false"), head='<?xml version="1.0" encoding="utf-16"?>').encode("utf-16"),
        '<services xmlns="urn:x"><service><service_code> 007 </service_code>'
        "<service_name>路灯<b>不亮</b></service_name></service><other/></services>",
        json.dumps([{"service_code": "007", "service_name": "路灯不亮"}]),
        json.dumps({"services": [{"service_code": "007", "service_name": "路灯不亮"}]}),
        json.dumps([{"service_code": "007", "service_name": "路灯不亮"}], ensure_ascii=False).encode("gb18030"),
    ],
)
def test_the_same_list_in_many_spellings(tmp_path, content):
    assert read_services(tmp_path / "a", content).fields == [{"old_id": "007", "title": "路灯不亮"}]


LAUGHS = '<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (xml(("1", "&b;", "false"), head=LAUGHS), "source.unsafe_xml"),
        (xml(head='<!DOCTYPE a SYSTEM "file:///etc/passwd">'), "source.unsafe_xml"),
        (xml(("1", "x", "false"))[:-5], "source.malformed"),
        ("<requests/>", "source.shape"),
        ("<a>" * 100 + "</a>" * 100, "source.malformed"),
        ("<services>" + "<a/>" * 1_000_001 + "</services>", "source.row_too_large"),
        ('<?xml version="1.0" encoding="no-such"?><services/>', "source.malformed"),
        (b'<?xml version="1.0" encoding="gbk"?><services>\xff</services>', "source.malformed"),
        ('{"services": {}}', "source.shape"),
        ('{"service": []}', "source.shape"),
        ('[{"service_code": "1"', "source.truncated"),
        ("no list", "source.malformed"),
    ],
)
def test_what_is_no_list_is_refused_for_good(tmp_path, content, code):
    reading = read_services(tmp_path / "a", content)
    assert (reading.rows, reading.refused) == ([], (code, True))


def test_a_list_has_a_size(tmp_path):
    assert read_services(tmp_path / "a", xml(("1", "x", "")), max_bytes=10).refused == ("source.too_large", True)


class TestDefinitions:
    """Definitions in a folder beside the manifest."""

    DEFINITION = (
        "<service_definition><service_code>2</service_code><attributes>"
        "<attribute><variable>true</variable><code>WHAT</code><required>true</required><description>What is it?"
        "</description><values><value><key>1</key><name>Lamp</name></value></values></attribute>"
        "<attribute><variable>true</variable><code>WHEN</code><required>false</required><description/></attribute>"
        "<attribute><variable>false</variable><code>NOTE</code><required>true</required></attribute>"
        "</attributes></service_definition>"
    )

    def read(self, tmp_path, services):
        folder = tmp_path / "cities"
        (folder / "definitions").mkdir(parents=True)
        (folder / "definitions" / "2.xml").write_text(self.DEFINITION, encoding="utf-8")
        attributes = [{"variable": True, "code": "WHERE", "required": "true", "description": "Where?"}]
        (folder / "definitions" / "1.json").write_text(json.dumps({"attributes": attributes}), encoding="utf-8")
        (folder / "definitions" / "3.json").write_text("[", encoding="utf-8")
        (folder / "definitions" / "6.json").symlink_to(folder / "secret.json")
        (folder / "secret.json").write_text(json.dumps({"attributes": attributes}), encoding="utf-8")
        (folder / "list.json").write_text(json.dumps(services), encoding="utf-8")
        columns = {"conditions": "attributes_required", "steps": "attributes_optional"}
        options = {"path": "list.json", "definitions_path": "definitions", "columns": columns}
        return read(manifest("open311", options, folder=str(folder)))

    def test_they_are_joined_to_their_services(self, tmp_path):
        services = [{"service_code": code, "service_name": code, "metadata": True} for code in "12"]
        reading = self.read(tmp_path, [*services, {"service_code": "4", "service_name": "4", "metadata": False}])
        assert reading.fields == [
            {"old_id": "1", "title": "1", "conditions": "Where?"},
            {"old_id": "2", "title": "2", "conditions": "What is it?", "steps": "WHEN"},
            {"old_id": "4", "title": "4"},
        ]
        assert reading.findings == []
        assert reading.rows[1].raw["attributes"][0]["values"] == [{"key": "1", "name": "Lamp"}]

    @pytest.mark.parametrize("code", ["5", "../secret", "", "/etc/passwd", "..", "3", "a/b", "1\x00"])
    def test_one_that_cannot_be_read_is_told_and_its_service_stays(self, tmp_path, code):
        reading = self.read(tmp_path, [{"service_code": code, "service_name": "x", "metadata": "true"}])
        assert [row["title"] for row in reading.fields] == ["x"]
        assert ("source.definition", 1, None) in reading.told
        assert "attributes" not in reading.rows[0].raw

    def test_one_that_is_a_link_out_of_the_folder_is_refused(self, tmp_path):
        reading = self.read(tmp_path, [{"service_code": "6", "service_name": "x", "metadata": "true"}])
        assert (reading.rows, reading.refused) == ([], ("source.outside", True))
