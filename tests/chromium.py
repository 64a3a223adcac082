"""A Chromium for the browser tests: the system's, else Playwright's own, else one is installed."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FONT = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"


def find() -> str | None:
    if given := os.environ.get("CHROMIUM"):
        return given
    for name in NAMES:
        if found := shutil.which(name):
            return found
    cache = os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache/ms-playwright"
    for folder in ("chrome-linux", "chrome-linux64"):
        if own := sorted(Path(cache).glob(f"chromium-*/{folder}/chrome")):
            return str(own[-1])
    return None


def provide() -> str | None:
    """→ its path; None: none is here and none could be had."""
    if found := find():
        return found
    sys.stdout.write("Installing Chromium for the browser tests (once) ...\n")
    sys.stdout.flush()
    for command in ways():
        if subprocess.run(command, check=False, timeout=1800).returncode != 0:
            sys.stdout.write(f"This did not work: {' '.join(command)}\n")
    return find()


def ways() -> list[list[str]]:
    if os.geteuid() == 0 and shutil.which("apt-get"):
        return packaged("chromium")
    return [[sys.executable, "-m", "playwright", "install", "chromium"]]


def packaged(browser: str) -> list[list[str]]:
    packages = [browser, "fonts-noto-cjk"]
    install = ["apt-get", "install", "-qq", "--yes", "--no-install-recommends", *packages]
    return [["apt-get", "update", "-qq"], ["env", "DEBIAN_FRONTEND=noninteractive", *install]]
