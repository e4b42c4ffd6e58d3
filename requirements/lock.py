"""Write the pinned, hashed locks: universal over Python 3.11-3.14, without any index address in them."""

import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).parent
OPTIONS = ["--universal", "--python-version=3.11", "--generate-hashes", "--no-header"]
OPTIONS += ["--no-emit-index-url", "--no-emit-find-links"]


def lock(name: str, *groups: str, constraint: str | None = None, with_tool: bool = True) -> None:
    """Resolve these dependency groups of pyproject.toml, with what the tool itself needs or without, into one file."""
    command = [sys.executable, "-m", "uv", "pip", "compile", "--quiet", *OPTIONS]
    command += ["pyproject.toml"] if with_tool else []
    command += [f"--group={group}" for group in groups] + [f"--output-file=requirements/{name}"]
    command += [f"--constraint=requirements/{constraint}"] if constraint else []
    subprocess.run(command, check=True, cwd=FOLDER.parent)  # noqa: S603  our own arguments


lock("app.txt", "build")
lock("dev.txt", "build", "test", "check", "sbom", constraint="app.txt")
lock("bench.txt", "bench", constraint="dev.txt", with_tool=False)
lock("openedx.txt", "openedx", with_tool=False)
