"""What a manifest may say; every mistake is refused with the file and the place."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cities.manifests import all_slugs, find, load, load_file
from services_portal.kernel.errors import DomainError

SLUGS = "jinan qingdao zibo zaozhuang dongying yantai weifang jining taian weihai rizhao linyi dezhou liaocheng"
SLUGS += " binzhou heze"
HEAD = '[name]\nzh-hans = "某市"\n[region]\ncode = "370100000000"\n[adapter]\nname = "tabular_file"\n'
SOUND = 'slug = "mou"\n' + HEAD

BAD = [
    (HEAD, "missing required field `slug`"),
    ('slug = "mou"\ncolour = "red"\n' + HEAD, "unknown field `colour`"),
    ('slug = "Mou"\n' + HEAD, "slug is 2 to 41"),
    ('slug = "mou\\n"\n' + HEAD, "slug is 2 to 41"),
    ('slug = "other"\n' + HEAD, "slug 'other' is not the file's name"),
    ('slug = "mou"\nfolder = "x"\n' + HEAD, "folder and digest are not written"),
    ('slug = "mou"\norder = -1\n' + HEAD, "$.order"),
    ('slug = "mou"\norder = 40000\n' + HEAD, "$.order"),
    ('slug = "mou"\nzone = 3\n' + HEAD, "$.zone"),
    (SOUND.replace('zh-hans = "某市"', 'en = "Mou"'), "zh-hans"),
    (SOUND.replace("某市", " "), "the Chinese name is required"),
    (SOUND.replace("370100000000", "3701"), "a region's code is 12 digits"),
    (SOUND.replace("370100000000", "37010000000\\n"), "a region's code is 12 digits"),
    (SOUND.replace("370100000000", "３７０１００００００００"), "a region's code is 12 digits"),
    (SOUND.replace('code = "37', 'valid_from = "long ago"\ncode = "37'), "$.region.valid_from"),
    (SOUND.replace('code = "37', 'parent_code = "37"\ncode = "37'), "a region's code is 12 digits"),
    (SOUND.replace('name = "tab', 'option = {}\nname = "tab'), "unknown field `option`"),
    (SOUND + '[catalogue]\nunmatched = "drop"', "$.catalogue.unmatched"),
    (SOUND + '[catalogue.codes]\npattern = "("', "catalogue.codes.pattern"),
    (SOUND + '[catalogue.codes]\npattern = "(?P<level>.)"', "catalogue.codes.pattern has the group basic"),
    (SOUND + "[catalogue.codes.parts]\nbasic = '.'", "catalogue.codes.parts goes with"),
    (SOUND + "[catalogue.codes]\npattern = '(?P<basic>.)'\n[catalogue.codes.parts]\nuscc = '.'", "no group 'uscc'"),
    (
        SOUND + "[catalogue.codes]\npattern = '(?P<basic>.)'\n[catalogue.codes.parts]\nbasic = '('",
        "catalogue.codes.parts.basic",
    ),
    (SOUND + '[catalogue.codes]\npattern = "(?P<basic>.)(?P<colour>.)"', "catalogue.codes.pattern has the group basic"),
    (SOUND + "[limits]\ntimeout_seconds = 0", "$.limits.timeout_seconds"),
    (SOUND + "[limits]\ntimeout_seconds = nan", "$.limits.timeout_seconds"),
    (SOUND + "[limits]\nbreaker_reset_seconds = inf", "$.limits.breaker_reset_seconds"),
    (SOUND + "[limits]\nconcurrency = 0", "$.limits.concurrency"),
    (SOUND + "[limits]\nbreaker_failures = -1", "$.limits.breaker_failures"),
    ("slug = ", "Invalid value"),
    ("x = " + "[" * 5000, ""),
    ("#" * (1 << 20) + "\n" + SOUND, "larger than 1 MiB"),
]


@pytest.mark.parametrize(("text", "told"), BAD, ids=[f"{number} {case[1]}" for number, case in enumerate(BAD)])
def test_a_mistake_is_refused_with_its_place(tmp_path, text, told):
    path = tmp_path / "mou.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DomainError) as refused:
        load_file(path)
    assert refused.value.code == "bad_manifest"
    assert str(refused.value.detail).startswith("mou.toml: ")
    assert told in str(refused.value.detail)


def test_a_sound_manifest_has_defaults_and_a_digest_of_its_bytes(tmp_path):
    path = tmp_path / "mou.toml"
    path.write_text(SOUND, encoding="utf-8")
    first = load_file(path)
    assert (first.slug, first.folder, first.zone, first.limits.concurrency) == ("mou", str(tmp_path), None, 2)
    path.write_text(SOUND + "# a remark", encoding="utf-8")
    assert len(first.digest) == 64
    assert load_file(path).digest != first.digest


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.one_of(st.binary(max_size=300), st.text(max_size=300).map(lambda text: (SOUND + text).encode())))
def test_any_bytes_are_a_manifest_or_refused(tmp_path, data):
    path = tmp_path / "mou.toml"
    path.write_bytes(data)
    try:
        assert load_file(path).slug == "mou"
    except DomainError as error:
        assert error.code == "bad_manifest"


def test_the_sixteen_are_found():
    assert sorted(all_slugs()) == sorted(SLUGS.split())
    assert load("jinan").name.as_text() == {"zh-hans": "济南市", "en": "Jinan"}


def test_an_unknown_city_is_refused():
    assert find("atlantis") is None
    with pytest.raises(DomainError, match="unknown_city"):
        load("atlantis")


def test_a_seventeenth_city_is_a_folder(tmp_path, settings):
    (tmp_path / "mou.toml").write_text(SOUND, encoding="utf-8")
    (tmp_path / "jinan.toml").write_text("a second of the name is not looked at", encoding="utf-8")
    settings.PORTAL_CITY_DIRS = [*settings.PORTAL_CITY_DIRS, tmp_path, Path(tmp_path / "missing")]
    assert sorted(all_slugs()) == sorted([*SLUGS.split(), "mou"])
    assert (load("mou").folder, load("jinan").order) == (str(tmp_path), 1)
