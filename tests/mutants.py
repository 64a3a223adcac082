"""`make mutants`: rules broken on purpose, one place at a time; their nearest tests must notice.

Cosmic Ray and not mutmut, since that leaves alone what stands outside of functions: our limits do.
Each file is broken in a copy of this folder. `make mutants ONLY="app/topics/rules.py …"` takes
these files alone. What lives on is printed; make a test of it, or name it among SAME.
"""

import json
import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
ENOUGH = 90  # per cent killed
SECONDS = 60  # for a file's tests; what never ends is killed, too
# What is broken → the tests that must notice: quick ones, that need no database.
FILES: dict[str, tuple[str, ...]] = {
    "app/accounts/rules.py": ("tests/accounts/test_rules.py",),
    "app/activities/rules.py": ("tests/activities/test_rules.py",),
    "app/cases/rules.py": ("tests/cases/test_rules.py",),
    "app/charter/rules.py": ("tests/charter/test_rules.py",),
    "app/consultations/rules.py": ("tests/consultations/test_rules.py",),
    "app/counties/rules.py": ("tests/counties/test_rules.py",),
    "app/divisions/rules.py": ("tests/divisions/test_rules.py",),
    "app/evidence/rules.py": ("tests/evidence/test_rules.py",),
    "app/ledger/rules.py": ("tests/ledger/test_rules.py",),
    "app/outcomes/rules.py": ("tests/outcomes/test_rules.py",),
    "app/people/rules.py": ("tests/people/test_rules.py",),
    "app/regions/rules.py": ("tests/regions/test_rules.py",),
    "app/scoring/life.py": ("tests/scoring/test_life_rules.py",),
    "app/scoring/methods.py": ("tests/scoring/test_rules.py", "tests/scoring/test_totals.py"),
    "app/scoring/numbers.py": ("tests/scoring/test_numbers.py",),
    "app/scoring/periods.py": ("tests/scoring/test_periods.py",),
    "app/scoring/rules.py": ("tests/scoring/test_rules.py", "tests/scoring/test_totals.py"),
    "app/scoring/sharing.py": ("tests/scoring/test_rules.py",),
    "app/stations/rules.py": ("tests/stations/test_rules.py",),
    "app/topics/requirements.py": ("tests/topics/test_rules.py",),
    "app/topics/rules.py": ("tests/topics/test_rules.py",),
    # The frame through which every form goes belongs here, with its tests.
}
# Of the ways to break: each number one more and one less; each comparison at its boundary and the
# other way round; true and false, and and or, plus and minus, times and by.
WAYS = (
    "NumberReplacer", "AddNot", "Replace(True|False|And|Or)With.*", "ZeroIterationForLoop",
    "ReplaceComparisonOperator_(Lt_LtE|LtE_Lt|Gt_GtE|GtE_Gt|Lt_Gt|Gt_Lt|LtE_GtE|GtE_LtE)",
    "ReplaceComparisonOperator_(Eq_NotEq|NotEq_Eq|Is_IsNot|IsNot_Is)",
    "ReplaceBinaryOperator_(Add_Sub|Sub_Add|Mul_Div|Div_Mul|FloorDiv_Mul|Mod_FloorDiv|Pow_Mul)",
    "ReplaceBinaryOperator_BitAnd_BitOr", "ReplaceUnaryOperator_(USub_UAdd|Delete_Not)",
    "Replace(Break|Continue)With.*", "ExceptionReplacer", "RemoveDecorator",
)  # fmt: skip
# Broken like this they do the same: the file, a line of it, and what stands there instead.
SAME: dict[tuple[str, str, str], str] = {}
LEFT_OUT = shutil.ignore_patterns(".*", "var", "mutants*", "*.log")
COSMIC = "cosmic_ray.cli"
CONFIG = """
[cosmic-ray]
module-path = {path}
timeout = {seconds}
excluded-modules = []
test-command = {command}
[cosmic-ray.distributor]
name = "local"
[cosmic-ray.filters.operators-filter]
exclude-operators = {others}
"""


class Broken(NamedTuple):
    where: str
    was: str
    became: str

    @property
    def known(self) -> bool:
        return (self.where.partition(":")[0], self.was, self.became) in SAME

    def __str__(self) -> str:
        return f"  {self.where}\n    - {self.was}\n    + {self.became}"


class Found(NamedTuple):
    path: str
    tried: int
    alive: list[Broken]

    def __str__(self) -> str:
        killed = self.tried - len(self.alive)
        share = f"{killed} of {self.tried} killed, {100 * killed / max(self.tried, 1):.1f} %"
        return "\n".join([f"{self.path}: {share}", *map(str, self.alive)])


def broken(path: str) -> Found:
    with TemporaryDirectory(prefix="mutants-") as folder:
        copy = Path(folder) / "copy"
        shutil.copytree(ROOT, copy, ignore=LEFT_OUT)
        shutil.rmtree((copy / path).parent / "__pycache__", ignore_errors=True)
        command = [
            sys.executable, "-m", "pytest", "-x", "-q", "--noconftest", "--assert=plain",
            "-p", "no:cacheprovider", *FILES[path],
        ]  # fmt: skip
        others = f"core/(?!({'|'.join(WAYS)})$)"
        values = {"path": path, "command": " ".join(command), "others": [others]}
        quoted = {name: json.dumps(value) for name, value in values.items()}
        (copy / "cr.toml").write_text(CONFIG.format(seconds=SECONDS, **quoted))
        said = ""
        for step in (
            [COSMIC, "baseline", "cr.toml"],
            [COSMIC, "init", "cr.toml", "cr.sqlite"],
            ["cosmic_ray.tools.filters.operators_filter", "cr.sqlite", "cr.toml"],
            [COSMIC, "exec", "cr.toml", "cr.sqlite"],
            [COSMIC, "dump", "cr.sqlite"],
        ):
            done = subprocess.run(
                [sys.executable, "-m", *step],
                cwd=copy,
                env=os.environ | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
                capture_output=True,
                text=True,
                check=False,
                timeout=4 * 3600,
            )
            if done.returncode:
                raise SystemExit(f"{path}: {' '.join(step)}\n{done.stdout}{done.stderr}")
            said = done.stdout
    return read(path, said)


def read(path: str, dumped: str) -> Found:
    """`dumped`: a line of JSON for each, [what was done, what came of it]."""
    tried, alive = 0, []
    for line in dumped.splitlines():
        item, result = json.loads(line)
        if result is None or result["worker_outcome"] != "normal":
            continue
        removed, added = changed(result["diff"])
        one = Broken(f"{path}:{item['mutations'][0]['start_pos'][0]}", removed, added)
        if not one.known:
            tried += 1
            alive += [one] * (result["test_outcome"] == "survived")
    return Found(path, tried, sorted(alive))


def changed(diff: str) -> tuple[str, str]:
    """The line that is another, before and after."""
    lines = [line for line in diff.splitlines() if not line.startswith(("---", "+++"))]
    removed, added = (
        " ".join(line[1:].strip() for line in lines if line[:1] == sign) for sign in "-+"
    )
    return removed, added


def main() -> int:
    asked = sys.argv[1:] or list(FILES)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        found = []
        for each in pool.map(broken, asked):
            found.append(each)
            sys.stdout.write(f"{each}\n")
            sys.stdout.flush()
    whole = Found("all", sum(each.tried for each in found), [])
    alive = sum(len(each.alive) for each in found)
    share = 100 * (whole.tried - alive) / max(whole.tried, 1)
    sys.stdout.write(f"\n{whole.tried - alive} of {whole.tried} killed: {share:.1f} %\n")
    return 0 if share >= ENOUGH else 1


if __name__ == "__main__":
    sys.exit(main())
