"""Builds the image as `make image` does, on a base of Debian's own, into a store that `make clean` removes.

Neither a registry of images nor a daemon is needed: Debian's mirror and Python's index are enough.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

from tests.browser.find_browser import install_on_debian

CHECKOUT = Path(__file__).parents[2]
STORE = CHECKOUT / ".image"  # `make clean` removes it
BUILDAH = ["buildah", "--root", f"{STORE}/storage", "--runroot", f"{STORE}/run"]
BUILDAH += ["--storage-driver", os.environ.get("STORAGE_DRIVER", "overlay")]
SUITE = "bookworm"
IMAGE = "localhost/library-service-lti"
PACKAGES = {
    "buildah": "buildah",
    "mmdebstrap": "mmdebstrap",
    "caddy": "caddy",
    "ip": "iproute2",
    "systemd-analyze": "systemd",
}
UNREAD = ("doc", "man", "locale", "info")
LENT = ("/etc/ssl/certs/ca-certificates.crt", "/etc/pip.conf")
"""Whom this machine trusts, and where its packages are: read while the image is built, and no part of it."""


def main() -> None:
    """Build it, or say in words why that cannot be here."""
    if os.geteuid() != 0:
        sys.exit("The image is built and run in namespaces that only root may make: run this as root.")
    if packages := _missing():
        install_on_debian(packages, "the image's test")
    if packages := _missing():
        sys.exit(f"The image's test needs {', '.join(packages)}. Install what is missing (Debian 12: apt install …).")
    _expect(["unshare", "--net", "--mount", "--pid", "--fork", "true"], "Here not even root may make namespaces.")
    try:
        base = _have_base()
    except subprocess.CalledProcessError as error:
        sys.exit(
            f"No base image was made: {error.stderr.strip()}\nWhere overlay is what fails, set STORAGE_DRIVER=vfs."
        )
    print("Building the image …", flush=True)
    lent = " ".join(f"--volume {path}:{path}:ro" for path in LENT if Path(path).exists())
    make = ["make", "--no-print-directory", "image", f"BUILDAH={' '.join(BUILDAH)}", f"BASE={base}", f"IMAGE={IMAGE}"]
    make.append(f"IMAGE_ARGS=--layers --quiet {lent}")
    _expect(make, "The image was not built: the reason stands above.", BUILDAH_ISOLATION="chroot")


def buildah(*arguments: str) -> str:
    """What it answers, of this store."""
    return subprocess.run([*BUILDAH, *arguments], check=True, capture_output=True, text=True).stdout.strip()


def _missing() -> list[str]:
    return [package for program, package in PACKAGES.items() if not shutil.which(program)]


def _have_base() -> str:
    """The name of this month's base image, which is made where there is none yet."""
    name = f"localhost/debian:{SUITE}-{date.today():%Y-%m}"
    if subprocess.run([*BUILDAH, "inspect", "--type", "image", name], capture_output=True, check=False).returncode == 0:
        return name
    print("Making a base image of Debian's packages (once a month) …", flush=True)
    container = buildah("from", "scratch")
    command = ["mmdebstrap", "--quiet", "--variant=essential", "--include=python3-venv,ca-certificates,tzdata"]
    command += [f"--dpkgopt=path-exclude=/usr/share/{each}/*" for each in UNREAD]
    command += ["--format=directory", SUITE, buildah("mount", container)]
    _expect(command, "No base image was made: can Debian's mirror be reached from here? The reason stands above.")
    buildah("umount", container)
    buildah("commit", "--quiet", "--rm", container, name)
    return name


def _expect(command: list[str], words: str, **environment: str) -> None:
    if subprocess.run(command, check=False, cwd=CHECKOUT, env=os.environ | environment).returncode:
        sys.exit(words)


if __name__ == "__main__":
    main()
