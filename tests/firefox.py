"""`make firefox`: the main jobs in the Firefox that offices have, its ESR as Debian packages it.

It is led by WebDriver BiDi, which has neither touch nor a way to switch scripts off: what is tapped
and what works without scripts is tried in Chromium alone.
"""

import os
import shutil
import subprocess
import sys

from tests import chromium

NAME = "firefox-esr"
JOBS = [
    "tests/browser/test_main_job.py",
    "tests/browser/test_sitting.py",
    "tests/browser/test_forms.py",
    "tests/browser/test_choosing.py",
]


def provide() -> bool:
    if shutil.which(NAME):
        return True
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    for command in chromium.packaged(NAME):
        subprocess.run(command, check=False, timeout=1800)
    return shutil.which(NAME) is not None


def main() -> int:
    if not provide():
        sys.stderr.write(f"There is no {NAME} here, and this user may not install it.\n")
        return 1
    command = [sys.executable, "-m", "pytest", "--browser", "firefox", *(sys.argv[1:] or JOBS)]
    return subprocess.run(command, check=False, timeout=3600).returncode


if __name__ == "__main__":
    sys.exit(main())
