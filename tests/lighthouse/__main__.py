"""`make lighthouse`: the pages of villagers as Google's Lighthouse sees them on a slow phone. One
line for each figure, `holds` or `falls short`. Performance means something on a quiet machine only.

ONLY="raise …": these pages alone. The reports, with what is wrong, stay in REPORTS where it is set.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import httpx

from tests import chromium
from tests.browser.conftest import FLAGS
from tests.page import Page
from tests.program import demo

COUNTY = "yanjiang"
LIGHTHOUSE = Path(__file__).parent / "node_modules/.bin/lighthouse"
LIMITS = {"performance": 95, "accessibility": 100, "best-practices": 100, "seo": 95}
FIRST_LOAD = 45.0  # KB as they travel, without photos
PAGES = {  # a page, and the links that lead from it
    "home": ("",),
    "topics": ("topics",),
    "topic": ("topics", "main a[href*='/topics/']"),
    "raise": ("stations", "main a[href*='/stations/']", "main a[href*='/raise']"),
    "station": ("stations", "main a[href*='/stations/']"),
}


def main(only: list[str]) -> int:
    path = chromium.provide()
    if path is None:
        return 1
    short = 0
    with tempfile.TemporaryDirectory(prefix="lighthouse") as folder:
        reports = Path(os.environ.get("REPORTS") or folder)
        reports.mkdir(parents=True, exist_ok=True)
        with demo(Path(folder) / "data", counties=COUNTY) as program:
            for name in only or PAGES:
                report = looked_at(address(program.base, name), reports / f"{name}.json", path)
                for what, figure, limit, enough in figures(report):
                    verdict = "holds" if enough else "falls short"
                    short += not enough
                    say(f"{name:10} {what:16} {figure:6.1f} (limit {limit:g})  {verdict}")
                for each in complaints(report):
                    say(f"    {each}")
    return int(short > 0)


def address(base: str, name: str) -> str:
    page, *links = PAGES[name]
    found = f"{base}/{COUNTY}/{page}"
    for each in links:
        found = base + Page(httpx.get(found)).all(each)[0]["href"]
    return found


def looked_at(page: str, report: Path, browser: str) -> dict[str, Any]:
    command = [
        str(LIGHTHOUSE),
        page,
        "--quiet",
        "--output=json",
        f"--output-path={report}",
        f"--only-categories={','.join(LIMITS)}",
        f"--chrome-flags=--headless=new {' '.join(each for each in FLAGS if ' ' not in each)}",
    ]
    subprocess.run(command, check=True, timeout=600, env=os.environ | {"CHROME_PATH": browser})
    found: dict[str, Any] = json.loads(report.read_text("utf-8"))
    return found


def figures(report: dict[str, Any]) -> list[tuple[str, float, float, bool]]:
    found = []
    for name, limit in LIMITS.items():
        score = (report["categories"][name]["score"] or 0) * 100
        found.append((name, score, limit, score >= limit))
    requests = report["audits"]["network-requests"]["details"]["items"]
    travelled = (
        each["transferSize"]
        for each in requests
        if each.get("resourceType") != "Image" or each["mimeType"] == "image/svg+xml"
    )
    size = sum(travelled) / 1024
    return [*found, ("first load, KB", size, FIRST_LOAD, size <= FIRST_LOAD)]


def complaints(report: dict[str, Any]) -> list[str]:
    """What costs points, in Lighthouse's words."""
    found = []
    for category in report["categories"].values():
        for each in category["auditRefs"]:
            audit = report["audits"][each["id"]]
            if each["weight"] and audit["score"] is not None and audit["score"] < 0.9:
                found.append(f"{category['id']}: {audit['title']} {audit.get('displayValue', '')}")
    return found


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


sys.exit(main(sys.argv[1:]))
