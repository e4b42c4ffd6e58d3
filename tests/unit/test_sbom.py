"""The list of what is in the tool names every library of the lock, at its version, and nothing else."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
PIN = re.compile(r"^([a-z0-9-]+)(?:\[[^]]+\])?==([^ ]+)", re.MULTILINE)


@pytest.fixture(scope="module")
def sbom(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    file = tmp_path_factory.mktemp("sbom") / "sbom.json"
    places = [f"SBOM={file}", f"BIN={Path(sys.executable).parent}"]
    command = [
        "make",
        "--no-print-directory",
        "--old-file=.venv/dev",
        *places,
        "sbom",
    ]  # the environment is the one that runs the tests
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout == f"Written: {file}\n"
    written: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return written


def test_it_is_cyclonedx_and_about_this_tool(sbom: dict[str, Any]) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    about = sbom["metadata"]["component"]

    assert (sbom["bomFormat"], about["type"]) == ("CycloneDX", "application")
    assert (about["name"], about["version"]) == (project["name"], project["version"])
    assert about["licenses"][0]["expression"] == project["license"]
    assert sbom["metadata"]["timestamp"]


def test_it_lists_what_is_pinned_for_the_tool_with_hashes(sbom: dict[str, Any]) -> None:
    pinned = PIN.findall((ROOT / "requirements/app.txt").read_text(encoding="utf-8"))
    listed = [(each["name"], each["version"]) for each in sbom["components"]]

    assert len(pinned) > 40
    assert sorted(listed) == sorted(pinned)
    assert "pytest" not in dict(listed)
    for each in sbom["components"]:
        assert each["purl"].startswith(f"pkg:pypi/{each['name']}@{each['version']}")
        assert any(place["hashes"][0]["alg"] == "SHA-256" for place in each["externalReferences"] if "hashes" in place)
