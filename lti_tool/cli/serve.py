"""`lti-tool serve`: gunicorn, told all that this tool needs of it."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

import click

from lti_tool.settings import load_settings, shipped_dir

FEWEST_WORKERS = 2  # some platforms fetch our keys while we ask them for a token
WORKER = "lti_tool.site.health_first.HealthFirst"
FINISHES_WITHIN_S = 40  # a page that waits for a platform, 15 s, then the scores that are being sent, 20 s
MEMORY = Path("/dev/shm")  # noqa: S108  where gunicorn's workers say that they live: no disk is waited for
FIGURES, FIGURES_FOLDER = "PROMETHEUS_MULTIPROC_DIR", "lti-tool-figures-"
ARENAS, FEW = "MALLOC_ARENA_MAX", "2"  # else the C library gives each thread a heap of its own, mostly unused
CPU_QUOTA = Path("/sys/fs/cgroup/cpu.max")


class Workers(click.ParamType[int]):
    """A number of processes, or `auto`."""

    name = "auto|number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The number that is meant."""
        if value == "auto":
            return max(FEWEST_WORKERS, count_cpus())
        number: int = click.IntRange(min=1, max=1000).convert(value, param, ctx)
        return number


@click.command()
@click.option("--bind", default="127.0.0.1:8000", show_default=True, help="Where to listen: HOST:PORT or unix:PATH.")
@click.option("--workers", type=Workers(), default="auto", show_default=True, help="Processes; auto: one a CPU, but 2.")
def serve(bind: str, workers: int) -> None:
    """Serve until told to stop (SIGTERM), then finish what has begun: pages, and scores that are being sent."""
    settings = load_settings()
    options = {
        "bind": bind,
        "workers": workers,
        "threads": settings.web_threads,
        "graceful-timeout": FINISHES_WITHIN_S,
        "worker-class": WORKER,
    }
    if settings.log_format == "json":
        options["log-config-json"] = str(shipped_dir("config") / "gunicorn-json.json")
    if settings.metrics:
        count_together()
    if os.access(MEMORY, os.W_OK):
        options["worker-tmp-dir"] = str(MEMORY)
    os.environ.setdefault(ARENAS, FEW)
    told = [f"--{name}={value}" for name, value in options.items()]
    program = [sys.executable, "-m", "gunicorn", "--preload", "--no-control-socket", *told, "lti_tool.main:app"]
    os.execv(program[0], program)  # noqa: S606  in our place, so that it is told to stop, and its status is ours


def count_together() -> None:
    """Name a folder, in memory where there is one, in which all processes count what they do; older ones go."""
    if FIGURES in os.environ:
        return
    place = MEMORY if os.access(MEMORY, os.W_OK) else Path(tempfile.gettempdir())
    for folder in place.glob(f"{FIGURES_FOLDER}*-*"):
        pid = folder.name.removeprefix(FIGURES_FOLDER).partition("-")[0]
        if pid.isdecimal() and (int(pid) == os.getpid() or not Path("/proc", pid).exists()):
            shutil.rmtree(folder, ignore_errors=True)
    os.environ[FIGURES] = tempfile.mkdtemp(prefix=f"{FIGURES_FOLDER}{os.getpid()}-", dir=place)


def count_cpus(quota: Path = CPU_QUOTA) -> int:
    """How many this process may use: those that it may run on, or fewer where a container has a share of their time."""
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    try:
        share, period = quota.read_text(encoding="ascii").split()
    except (OSError, ValueError):
        return allowed
    return allowed if share == "max" else max(1, min(allowed, round(int(share) / int(period))))
