"""`make test`: everything, with what it needs. Neither the demo nor its data is touched: each part
has a PostgreSQL, folders and ports of its own.

The browser's tests have a process of their own, since Playwright leaves an event loop running.
"""

import os
import subprocess
import sys
import time

from tests import chromium

PARTS = {
    "rules, pages, isolation": ["tests", "--ignore=tests/browser"],
    "browser": ["tests/browser"],
}
NO_TESTS = 5  # pytest's exit code


def main() -> int:
    found = chromium.provide()
    if found is None:
        sys.stdout.write(
            "No Chromium is here and none could be installed; CHROMIUM may name one.\n"
        )
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in {"DATA", "PORT", "BASE_URL"}
    }
    summary, worst = [], 0 if found else 1
    for name, what in PARTS.items():
        if name == "browser" and found is None:
            summary.append("browser: not run, there is no Chromium")
            continue
        sys.stdout.write(f"\n{name}\n")
        sys.stdout.flush()
        began = time.monotonic()
        command = [sys.executable, "-m", "pytest", *what, *sys.argv[1:]]
        code = subprocess.run(
            command, check=False, env=environment | {"CHROMIUM": found or ""}
        ).returncode
        worst = max(worst, code)
        said = {0: "passed", NO_TESTS: "found no tests"}.get(code, "FAILED")
        summary.append(f"{name}: {said} in {time.monotonic() - began:.0f} s")
    sys.stdout.write("\n" + "\n".join(summary) + "\n")
    return worst


if __name__ == "__main__":
    sys.exit(main())
