"""What is shipped to run the tool with is as its readers' own rules want it, and names settings that there are."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from lti_tool.cli.serve import FINISHES_WITHIN_S
from lti_tool.settings import Settings
from tests.image.neighbors import caddyfile_for_debian

CHECKOUT = Path(__file__).parents[2]
DEPLOY = CHECKOUT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    return read


def test_compose_keeps_to_the_specifications_schema(compose: dict[str, Any]) -> None:
    from jsonschema import Draft7Validator  # importing it takes a second, of every worker that collects this file

    schema = json.loads((CHECKOUT / "tests/fixtures/compose/compose-spec.json").read_text(encoding="utf-8"))

    assert [error.message for error in Draft7Validator(schema).iter_errors(compose)] == []


def test_the_tools_containers_write_nowhere_are_nobody_special_and_get_settings_that_exist(
    compose: dict[str, Any],
) -> None:
    services = compose["services"]

    assert set(services) == {"proxy", "upgrade", "web", "worker", "beat", "database", "broker"}
    for name in ("upgrade", "web", "worker", "beat"):
        service = services[name]
        assert (service["read_only"], service["cap_drop"], service["tmpfs"]) == (True, ["ALL"], ["/tmp"])
        assert {each.removeprefix("LTI_TOOL_").lower() for each in service["environment"]} <= set(Settings.model_fields)
        assert int(service["stop_grace_period"].removesuffix("s")) > FINISHES_WITHIN_S
    for service in services.values():
        assert service["image"] == "library-service-lti" or re.search(r":\d+\.\d+", service["image"]), "pinned"


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_unit_stops_in_time_and_is_hardened(unit: Path) -> None:
    lines = set(unit.read_text(encoding="utf-8").splitlines())
    stops = next(int(line.partition("=")[2]) for line in lines if line.startswith("TimeoutStopSec="))

    assert stops > FINISHES_WITHIN_S
    assert {"User=lti-tool", "NoNewPrivileges=yes", "ProtectSystem=strict", "CapabilityBoundingSet="} <= lines


def test_the_tool_has_started_when_it_listens_however_long_its_database_took() -> None:
    lines = set((DEPLOY / "systemd/lti-tool.service").read_text(encoding="utf-8").splitlines())

    assert {"Type=notify", "TimeoutStartSec=infinity"} <= lines


def test_the_page_has_the_caddyfile_of_compose_in_the_words_of_debians_caddy() -> None:
    """`make image-test` launches through this very text."""
    lines = [line for line in caddyfile_for_debian().splitlines() if not line.lstrip().startswith("#")]
    shipped = "\n".join(lines).replace("{$HOST}", "training.example.org").replace("web:8000", "127.0.0.1:8000")

    assert f"```\n{shipped}\n```" in (CHECKOUT / "docs/first-launch.md").read_text(encoding="utf-8")
