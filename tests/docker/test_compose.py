"""The compose file says what the Compose specification allows, and names only what exists here."""

from __future__ import annotations

import json
import re
import stat
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
DOCKER = ROOT / "docker"
COMPOSE: dict[str, Any] = yaml.safe_load((DOCKER / "compose.yaml").read_text())
OURS = {name: service for name, service in COMPOSE["services"].items() if service["image"] == "services-portal"}
ROLES = set(re.findall(r"^    ([a-z]+)\)$", (DOCKER / "start.sh").read_text(), re.MULTILINE))


def test_the_file_fits_the_compose_specification() -> None:
    schema = json.loads((files("check_jsonschema") / "builtin_schemas/vendor/compose-spec.json").read_text())
    checker = jsonschema.validators.validator_for(schema)(schema)
    assert [error.message for error in checker.iter_errors(COMPOSE)] == []
    assert [*checker.iter_errors(COMPOSE | {"services": {"web": {"imagine": "x"}}})] != []


def test_every_process_of_the_portal_has_a_service() -> None:
    assert set(COMPOSE["services"]) == {"db", "redis", "setup", "web", "sockets", "worker", "beat", "relay", "proxy"}
    assert set(OURS) == {"setup", "web", "sockets", "worker", "beat", "relay"}
    assert {service["command"][0] for service in OURS.values()} <= ROLES


@pytest.mark.parametrize("name", sorted(OURS))
def test_our_containers_hold_no_rights_they_do_not_need(name: str) -> None:
    service = OURS[name]
    assert service["cap_drop"] == ["ALL"]
    assert service["read_only"] is True
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "ports" not in service


def test_only_the_proxy_is_published() -> None:
    assert [name for name, service in COMPOSE["services"].items() if "ports" in service] == ["proxy"]
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    assert all(COMPOSE["services"][name]["networks"] == ["inside"] for name in ("db", "redis"))


def test_secrets_come_as_files_that_are_declared_and_written() -> None:
    declared = COMPOSE["secrets"]
    written = (DOCKER / "make-secrets.sh").read_text()
    for service in COMPOSE["services"].values():
        for variable, value in service.get("environment", {}).items():
            if str(value).startswith("/run/secrets/"):
                assert variable.endswith("_FILE")
                assert value.removeprefix("/run/secrets/") in service["secrets"]
        assert set(service.get("secrets", [])) <= declared.keys()
    for name, secret in declared.items():
        assert secret == {"file": f"secrets/{name}"}
        assert name in written


def test_every_value_to_fill_in_stands_in_the_example() -> None:
    wanted = set(re.findall(r"\$\{([A-Z_]+)", (DOCKER / "compose.yaml").read_text()))
    offered = set(re.findall(r"^([A-Z_]+)=", (DOCKER / ".env.example").read_text(), re.MULTILINE))
    assert wanted == offered


def test_services_wait_for_what_they_need_to_be_healthy() -> None:
    for name in ("web", "sockets", "worker", "beat", "relay"):
        assert OURS[name]["depends_on"]["setup"] == {"condition": "service_completed_successfully"}
    for service in COMPOSE["services"].values():
        for needed, how in service.get("depends_on", {}).items():
            if how["condition"] == "service_healthy":
                assert "test" in COMPOSE["services"][needed]["healthcheck"]


def test_the_image_runs_as_nobody_special() -> None:
    _comment, *stages = (DOCKER / "Dockerfile").read_text().split("\nFROM ")
    assert len(stages) == 2
    assert "\nUSER 10001\n" in stages[-1]
    assert "--require-hashes" in stages[0]


@pytest.mark.parametrize("script", ["start.sh", "make-secrets.sh"])
def test_scripts_can_be_executed(script: str) -> None:
    assert (DOCKER / script).stat().st_mode & stat.S_IXUSR
