"""Debian packages, installed only where the machine lacks what they bring and this process may."""

import os
import shutil
import subprocess

from scripts.console import say


def may_install() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install(*packages: str) -> bool:
    """Install the packages; False when this machine does not allow it."""
    if not may_install():
        return False
    say(f"  apt-get install {' '.join(packages)}")
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    command = ["apt-get", "install", "-y", "-q", "--no-install-recommends", *packages]
    if _quiet(command, environment):
        return True
    # A machine that has never asked for the package lists knows no package.
    return _quiet(["apt-get", "update", "-q"], environment) and _quiet(command, environment)


def _quiet(command: list[str], environment: dict[str, str]) -> bool:
    done = subprocess.run(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        say("\n".join("    " + line for line in done.stdout.splitlines()[-4:]))
    return done.returncode == 0
