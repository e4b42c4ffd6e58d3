"""The units for systemd, as systemd itself reads them, without being run.

`make image-test` runs this: it wants Debian's `systemd`, which need not be what this machine started with.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.image.building import CHECKOUT

UNITS = sorted((CHECKOUT / "deploy/systemd").glob("*.service"))
EXPOSED_AT_MOST = 1.5
"""Of ten, by systemd's own count; a unit without a word about it has 9.6."""


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_systemd_understands_every_line(unit: Path, tmp_path: Path) -> None:
    for program in ("lti-tool", "celery"):
        path = tmp_path / "bin" / program
        path.parent.mkdir(exist_ok=True)
        path.touch(mode=0o755)
    copy = tmp_path / unit.name
    copy.write_text(unit.read_text(encoding="utf-8").replace("/opt/lti-tool/", f"{tmp_path}/"), encoding="utf-8")

    done = analyze("verify", "--man=no", str(copy))

    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_unit_is_as_hard_as_it_was(unit: Path) -> None:
    threshold = f"--threshold={EXPOSED_AT_MOST * 10:.0f}"
    done = analyze("security", "--offline=true", "--no-pager", threshold, str(unit))

    assert done.returncode == 0, done.stdout[-300:]


def analyze(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["systemd-analyze", *arguments], capture_output=True, text=True, check=False)
