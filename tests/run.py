"""`make test`: everything, with what it needs. Neither the demo nor its data is touched: each part
has a PostgreSQL, folders and ports of its own.

Parts run side by side, two more than there are cores, the longest first. The browser's tests have
a process of their own anyway, since Playwright leaves an event loop running. What a part says is
shown when it is over, so that parts do not talk all at once; a line every while says that it goes
on.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from pathlib import Path
from typing import NamedTuple

from tests import chromium

REST = "everything else"
BROWSER = "browser"
# The longest first, and those that start programs and wait for them: whoever is free takes the
# next, and all end at about the same time.
PARTS: dict[str, list[str]] = {
    BROWSER: ["tests/browser"],
    "who signs in, old counties": [
        "tests/accounts",
        "tests/audit",
        "tests/choosing",
        "tests/history",
        "tests/jobs",
        "tests/lists",
        "tests/preflight",
    ],
    "demo": ["tests/demo", "tests/serve"],
    REST: [],  # what none of the others names
    "what is counted, what is published": [
        "tests/ledger",
        "tests/publishing",
        "tests/public",
        "tests/veiling",
        "tests/text",
        "tests/pieces",
    ],
    "what is talked about": [
        "tests/topics",
        "tests/consultations",
        "tests/outcomes",
        "tests/activities",
        "tests/cases",
        "tests/stations",
        "tests/people",
        "tests/persons",
        "tests/portal",
        "tests/web",
    ],
    "isolation": ["tests/isolation"],
    "charter": ["tests/charter", "tests/scoring"],
    "photos, regions": ["tests/evidence", "tests/regions", "tests/counties"],
}
# The last: so many processes start that compiling everything for each of them would take a minute.
NOT_OURS = {"DATA", "PORT", "BASE_URL", "PYTHONDONTWRITEBYTECODE"}
NO_TESTS = 5  # pytest's exit code
TOO_LONG = 3600.0  # seconds, for a part
EVERY = 30.0


class Ended(NamedTuple):
    name: str
    code: int
    seconds: float
    said: str

    def __str__(self) -> str:
        words = {0: "passed", NO_TESTS: "found no tests"}.get(self.code, "FAILED")
        return f"{self.name}: {words} in {self.seconds:.0f} s"


def parts() -> dict[str, list[str]]:
    taken = [folder for folders in PARTS.values() for folder in folders]
    return PARTS | {REST: ["tests", *(f"--ignore={folder}" for folder in taken)]}


def ran(name: str, what: list[str], environment: dict[str, str], folder: Path) -> Ended:
    began = time.monotonic()
    # One window after the other, it takes longest of all: the others make way for it.
    polite = [] if name == BROWSER or not shutil.which("nice") else ["nice", "-n", "5"]
    # Without a folder of its own a part clears away what others left, two at once the same.
    own = f"--basetemp={folder / name.replace(' ', '-').replace(',', '')}"
    command = [*polite, sys.executable, "-m", "pytest", own, *what, *sys.argv[1:]]
    with tempfile.TemporaryFile() as said:
        try:
            code = subprocess.run(
                command, check=False, env=environment, stdout=said, stderr=said, timeout=TOO_LONG
            ).returncode
        except subprocess.TimeoutExpired:
            code = 1
            said.write(f"\nIt went on for more than {TOO_LONG:.0f} s.\n".encode())
        said.seek(0)
        text = said.read().decode(errors="replace")
    return Ended(name, code, time.monotonic() - began, text)


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main() -> int:
    # What a test started may still be writing when all is over: what is left then is not a failure.
    with tempfile.TemporaryDirectory(prefix="shangliang-", ignore_cleanup_errors=True) as folder:
        return all_parts(Path(folder))


def all_parts(folder: Path) -> int:
    # Templates are compiled once for all: every process would do so for three seconds.
    compiled = folder / "compiled"
    compiled.mkdir()
    found = chromium.provide()
    environment = {name: value for name, value in os.environ.items() if name not in NOT_OURS} | {
        "CHROMIUM": found or "",
        "COMPILED": str(compiled),
        "PYTHONUNBUFFERED": "1",
    }
    planned, all_of_it = parts(), []
    if found is None:
        say("No Chromium is here and none could be installed; CHROMIUM may name one.")
        del planned[BROWSER]
    # Two more than there are cores: a browser's part waits for half of its time, and so do those
    # in which programs start and end.
    beside = min((os.cpu_count() or 1) + 2, len(planned))
    say(f"{', '.join(planned)}: {beside} at a time")
    began = time.monotonic()
    with ThreadPoolExecutor(beside) as pool:
        going = {pool.submit(ran, *each, environment, folder): each[0] for each in planned.items()}
        while going:
            over, _ = wait(going, timeout=EVERY, return_when=FIRST_COMPLETED)
            for each in over:
                del going[each]
                all_of_it.append(each.result(0))
                say(f"\n{all_of_it[-1].said}{all_of_it[-1]}")
            if not over:
                say(f"{time.monotonic() - began:.0f} s: {', '.join(going.values())} to go")
    say("\n" + "\n".join(map(str, all_of_it)))
    say(f"{time.monotonic() - began:.0f} s in all")
    if found is None:
        say("browser: not run, there is no Chromium")
    fine = {0, NO_TESTS} if sys.argv[1:] else {0}  # who asks for some finds none in most parts
    return 0 if found and {each.code for each in all_of_it} <= fine else 1


if __name__ == "__main__":
    sys.exit(main())
