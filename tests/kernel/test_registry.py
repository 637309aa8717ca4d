"""The registry of plugins."""

import msgspec
import pytest

from services_portal.kernel.registry import (
    CheckResult,
    DuplicatePluginError,
    Plugin,
    PluginOptionsError,
    Registry,
    UnknownPluginError,
)


class Options(msgspec.Struct, forbid_unknown_fields=True):
    port: int


def registry_with_one() -> Registry[Plugin]:
    registry: Registry[Plugin] = Registry("sender")

    @registry.register
    class Console(Plugin):
        name = "console"
        options_schema = Options

        def check(self, options):
            return CheckResult(True, "可用", f"port {options.port}")

    return registry


def test_finds_by_name_and_validates_options():
    registry = registry_with_one()
    options = registry.options("console", {"port": 3})
    assert options == Options(port=3)
    assert registry.get("console").check(options).message("en") == "port 3"
    assert [plugin.name for plugin in registry] == ["console"]


def test_a_name_is_taken_once():
    registry = registry_with_one()
    with pytest.raises(DuplicatePluginError):
        registry.register(type("Other", (Plugin,), {"name": "console"}))
    assert len(list(registry)) == 1


@pytest.mark.parametrize("values", [{}, {"port": "x"}, {"port": 1, "host": "y"}])
def test_options_that_do_not_fit_are_refused(values):
    with pytest.raises(PluginOptionsError, match="sender 'console'"):
        registry_with_one().options("console", values)


def test_an_unknown_name_lists_the_known():
    with pytest.raises(UnknownPluginError, match="known: console"):
        registry_with_one().get("fax")


def test_a_check_that_was_forgotten_raises():
    with pytest.raises(NotImplementedError):
        type("Forgetful", (Plugin,), {"name": "f"})().check(None)
