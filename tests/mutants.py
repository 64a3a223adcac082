"""`make mutants`: rules broken on purpose, one place at a time; their nearest tests must notice.

Cosmic Ray's breaks, and not mutmut's, since those leave alone what stands outside of functions: our
limits do. Each file is broken in a copy of this folder, and its tests run in a fork that has all
loaded but what stands on it: a part of a second for each. `make mutants ONLY="…"` takes the files
that are named alone. What lives on is printed: make a test of it; or, if it is no other program,
name it in `mutants.txt`.
"""

import ast
import importlib
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from ctypes import CDLL
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import pytest
from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator, operator_names
from hypothesis import settings

ROOT = Path(__file__).parent.parent
ENOUGH = 90  # per cent killed
SECONDS = 120  # for a file's tests; what never ends is killed, too
# What is broken → the tests that must notice: quick ones, that need no database.
FILES: dict[str, tuple[str, ...]] = {
    "app/accounts/rules.py": ("tests/accounts/test_rules.py",),
    "app/activities/rules.py": ("tests/activities/test_rules.py",),
    "app/cases/rules.py": ("tests/cases/test_rules.py",),
    "app/charter/rules.py": ("tests/charter/test_rules.py",),
    "app/choosing/rules.py": ("tests/choosing/test_rules.py",),
    "app/consultations/rules.py": ("tests/consultations/test_rules.py",),
    "app/counties/rules.py": ("tests/counties/test_rules.py",),
    "app/divisions/rules.py": ("tests/divisions/test_rules.py",),
    "app/drafting/what_if/rules.py": ("tests/scoring/test_what_if_rules.py",),
    "app/evidence/rules.py": ("tests/evidence/test_rules.py",),
    "app/ledger/rules.py": ("tests/ledger/test_rules.py",),
    "app/outcomes/rules.py": ("tests/outcomes/test_rules.py",),
    "app/people/rules.py": ("tests/people/test_rules.py",),
    "app/persons/rules.py": ("tests/persons/test_rules.py",),
    "app/regions/rules.py": ("tests/regions/test_rules.py",),
    "app/scoring/assessment/rules.py": ("tests/scoring/test_life_rules.py",),
    "app/scoring/points/methods.py": (
        "tests/scoring/test_rules.py",
        "tests/scoring/test_totals.py",
    ),
    "app/scoring/points/decimals.py": ("tests/scoring/test_numbers.py",),
    "app/scoring/periods.py": ("tests/scoring/test_periods.py",),
    "app/scoring/rules.py": ("tests/scoring/test_rules.py", "tests/scoring/test_totals.py"),
    "app/scoring/points/shares.py": ("tests/scoring/test_rules.py",),
    "app/stations/rules.py": ("tests/stations/test_rules.py",),
    "app/portal/desk/rules.py": ("tests/portal/test_desk_rules.py",),
    "app/portal/calendar/rules.py": ("tests/portal/test_calendar_rules.py",),
    "app/portal/overview/rules.py": ("tests/portal/test_overview_rules.py",),
    "app/topics/requirements.py": ("tests/topics/test_rules.py",),
    "app/topics/rules.py": ("tests/topics/test_rules.py",),
    "app/text/across.py": ("tests/text/test_across.py",),
    "app/text/kinds.py": ("tests/text/test_personal.py",),
    "app/text/personal.py": ("tests/text/test_personal.py",),
    "app/text/worded.py": ("tests/text/test_worded.py",),
    "app/veiling/rules.py": (
        "tests/veiling/test_rules.py",
        "tests/veiling/test_spellings.py",
    ),
    # Of the frame what needs no database; the rest: THROUGH.
    "app/web/forms/validation.py": ("tests/web/test_forms.py",),
    "app/web/forms/refill.py": ("tests/web/test_refill.py",),
    "app/web/flash.py": ("tests/web/test_rules.py",),
    "app/web/forms/tokens.py": ("tests/web/test_tokens.py",),
}
# What only shows on real routes, with a database: ten seconds for each break.
FRAME = (
    "tests/web/test_frame.py", "tests/web/test_expired_forms.py", "tests/web/test_refused_forms.py",
)  # fmt: skip
THROUGH: dict[str, tuple[str, ...]] = {
    "app/web/frame.py": FRAME,
    "app/web/forms/idempotency.py": FRAME,
    "app/web/forms/refused.py": FRAME,
    "app/web/forms/expired.py": FRAME,
}
# Of the ways to break: each number one more and one less; each comparison at its boundary and the
# other way round; true and false, and and or, plus and minus, times and by.
WAYS = re.compile(
    r"core/(NumberReplacer|AddNot|Replace(True|False|And|Or)With.*|ZeroIterationForLoop|"
    r"ReplaceComparisonOperator_(Lt_LtE|LtE_Lt|Gt_GtE|GtE_Gt|Lt_Gt|Gt_Lt|LtE_GtE|GtE_LtE)|"
    r"ReplaceComparisonOperator_(Eq_NotEq|NotEq_Eq|Is_IsNot|IsNot_Is)|"
    r"ReplaceBinaryOperator_(Add_Sub|Sub_Add|Mul_Div|Div_Mul|FloorDiv_Mul|Mod_FloorDiv|Pow_Mul)|"
    r"ReplaceBinaryOperator_BitAnd_BitOr|ReplaceUnaryOperator_(USub_UAdd|Delete_Not)|"
    r"Replace(Break|Continue)With.*|ExceptionReplacer|RemoveDecorator)"
)
LEFT_OUT = shutil.ignore_patterns(".*", "var", "*.log")
SAME = Path(__file__).with_name("mutants.txt")


class Broken(NamedTuple):
    path: str
    line: int
    was: str
    became: str

    def __str__(self) -> str:
        return f"{self.path}: {self.was} → {self.became}"


class Found(NamedTuple):
    path: str
    tried: int
    alive: list[Broken]

    def __str__(self) -> str:
        lines = [f"{each.line}: {each}" for each in self.alive]
        return "\n  ".join([f"{self.path}: {killed(self.tried, len(self.alive))}", *lines])


def killed(tried: int, alive: int) -> str:
    return f"{tried - alive} of {tried} killed, {100 * (tried - alive) / max(tried, 1):.1f} %"


def breaks(path: str) -> Iterator[tuple[Broken, str]]:
    """What is broken, and the whole file with it."""
    source = (ROOT / path).read_text()
    nodes = list(ast_nodes(get_ast(source)))
    for name in filter(WAYS.fullmatch, operator_names()):
        operator = get_operator(name)()
        places = [place for node in nodes for place in operator.mutation_positions(node)]
        for occurrence, (start, _end) in enumerate(places):
            text = mutate_code(source, operator, occurrence)
            was, became = changed(source, text)
            if "*," not in was or "/," not in became:  # between parameters it is no product
                yield Broken(path, start[0], was.strip(), became.strip()), text


def changed(source: str, text: str) -> tuple[str, str]:
    """The first line that is another."""
    for was, became in zip(source.splitlines(), text.splitlines(), strict=False):
        if was != became:
            return was, became
    raise ValueError(text)


def named(path: Path) -> str:
    return ".".join(path.with_suffix("").parts).removesuffix(".__init__")


def imported(path: Path) -> set[str]:
    """Wherever in the file; `from a import b` may mean the module a.b."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{each.name}" for each in node.names)}
        if isinstance(node, ast.Import):
            found |= {each.name for each in node.names}
    return found


def above(module: str, tests: tuple[str, ...]) -> set[str]:
    """What has to be imported anew when this module is another: it, and all that stands on it."""
    files = [*Path("app").rglob("*.py"), *Path("tests").rglob("*.py")]
    below = {named(path): imported(path) for path in files}
    found = {module, *(named(Path(each)) for each in tests)}
    while more := {name for name, names in below.items() if names & found} - found:
        found |= more
    return found


def ends_with_its_owner() -> None:
    CDLL(None).prctl(1, signal.SIGKILL)


def noticed(anew: set[str], tests: tuple[str, ...]) -> bool:
    """In a fork, so that nothing of the broken file is left behind."""
    child = os.fork()
    if child == 0:
        ends_with_its_owner()
        signal.alarm(SECONDS)
        for name in anew & sys.modules.keys():
            del sys.modules[name]
            package, _, last = name.rpartition(".")
            vars(sys.modules.get(package, ast)).pop(last, None)
        quiet = os.open(os.devnull, os.O_WRONLY)
        os.dup2(quiet, 1)
        os.dup2(quiet, 2)
        options = ["-x", "-q", "--noconftest", "--assert=plain", "-p", "no:cacheprovider"]
        os._exit(int(pytest.main([*options, *tests])))
    _, status = os.waitpid(child, 0)  # its alarm ends it
    return status != 0


def loaded(path: str, tests: tuple[str, ...]) -> set[str]:
    """Loads all that the tests need. → what has to be imported anew when the file is another."""
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    for test in tests:
        importlib.import_module(named(Path(test)))
    settings.register_profile("few", settings.default, max_examples=20)
    settings.load_profile("few")  # of what is drawn: what only many find is found too rarely
    return above(named(Path(path)), tests)


def noticed_through(tests: tuple[str, ...]) -> bool:
    """In a program of its own, with a database of its own."""
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *tests]
    try:
        done = subprocess.run(command, check=False, capture_output=True, timeout=2 * SECONDS)
    except subprocess.TimeoutExpired:
        return True
    return done.returncode != 0


def tried(path: str) -> Found:
    """In a process of its own: the libraries, and what does not stand on the file, stay loaded."""
    ends_with_its_owner()
    tests = (FILES | THROUGH)[path]
    same = set(SAME.read_text().splitlines()) if SAME.exists() else set()
    sys.dont_write_bytecode = True  # what is broken differs in less than a second, and in no size
    with TemporaryDirectory(prefix="mutants-") as folder:
        copy = Path(folder) / "copy"
        shutil.copytree(ROOT, copy, ignore=LEFT_OUT)
        os.chdir(copy)
        sys.path[0] = str(copy)
        shutil.rmtree(Path(path).parent / "__pycache__", ignore_errors=True)
        notices = partial(noticed_through, tests)
        if path in FILES:
            notices = partial(noticed, loaded(path, tests), tests)
        if notices():
            raise SystemExit(f"{path}: its tests fail as it is: {' '.join(tests)}")
        n, alive = 0, list[Broken]()
        for each, text in breaks(path):
            if str(each) in same:
                continue
            Path(path).write_text(text)
            n += 1
            alive += [each] * (not notices())
        os.chdir(ROOT)
    return Found(path, n, sorted(alive))


def main() -> int:
    asked = sys.argv[1:] or [*THROUGH, *FILES]
    n = alive = 0
    with ProcessPoolExecutor(os.cpu_count(), max_tasks_per_child=1) as pool:
        for done in as_completed([pool.submit(tried, path) for path in asked]):
            each = done.result(0)
            sys.stdout.write(f"{each}\n")
            sys.stdout.flush()
            n, alive = n + each.tried, alive + len(each.alive)
    sys.stdout.write(f"all: {killed(n, alive)}\n")
    return 0 if 100 * (n - alive) >= ENOUGH * n else 1


if __name__ == "__main__":
    sys.exit(main())
