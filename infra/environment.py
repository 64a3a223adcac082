"""`python3 infra/environment.py FOLDER`: a virtual environment, also where Python came without
ensurepip (Debian leaves it to python3-venv): pip is then taken from the package index, by its hash.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import venv
from configparser import ConfigParser
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urljoin
from urllib.request import Request, urlopen

PIP = "pip-25.3-py3-none-any.whl"
HASH = "9655943313a94722b7774661c21049070f6bbb0a1516bf02f7c8d5d9201514cd"


def main(folder: Path) -> None:
    if sys.version_info < (3, 11):  # noqa: UP036  (whoever types `make` may have an older one)
        sys.exit(
            f"Python 3.11 or later, please; this is {sys.version.split()[0]}. PYTHON= names one."
        )
    shutil.rmtree(folder, ignore_errors=True)
    try:
        import ensurepip  # noqa: F401, PLC0415
    except ImportError:
        venv.create(folder, with_pip=False, symlinks=True)
        install_pip(folder / "bin" / "python")
    else:
        venv.create(folder, with_pip=True, symlinks=True)


def install_pip(python: Path) -> None:
    if find_spec("pip"):  # the system's own knows where packages come from
        own = [sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "pip==25.3"]
        subprocess.run(own, check=True)
        return
    index = package_index()
    if not index:
        sys.exit("This Python has no ensurepip. Install python3-venv, or set PIP_INDEX_URL.")
    page = f"{index.rstrip('/')}/pip/"
    try:
        wheel = fetched(urljoin(page, address(fetched(page).decode())))
    except OSError as error:
        sys.exit(
            f"This Python has no ensurepip, and pip could not be had from {page} ({error}).\n"
            "Install python3-venv, or set PIP_INDEX_URL."
        )
    if hashlib.sha256(wheel).hexdigest() != HASH:
        sys.exit(f"{PIP} from {page} is not the one that is expected.")
    with tempfile.TemporaryDirectory() as name:
        file = Path(name) / PIP
        file.write_bytes(wheel)
        command = [python, file / "pip", "install", "--quiet", "--no-index", file]
        subprocess.run(command, check=True)


def package_index() -> str:
    """Where this machine gets its packages: as pip itself would find it."""
    if named := os.environ.get("PIP_INDEX_URL"):
        return named
    files = ["/etc/pip.conf", "~/.pip/pip.conf", "~/.config/pip/pip.conf"]
    settings = ConfigParser(interpolation=None)
    settings.read([Path(file).expanduser() for file in files])
    return settings.get("global", "index-url", fallback="")


def address(page: str) -> str:
    found = re.search(rf'href="([^"]*{re.escape(PIP)})[#"]', page)
    if found is None:
        raise OSError(f"{PIP} is not there")
    return found[1]


def fetched(url: str) -> bytes:
    with urlopen(Request(url, headers={"accept": "text/html"}), timeout=60) as answer:
        content: bytes = answer.read()
        return content


if __name__ == "__main__":
    main(Path(sys.argv[1]))
