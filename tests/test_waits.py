"""Tests wait for what they need, not for time, and never for ever: so they are written."""

import ast
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

import pytest

HERE = Path(__file__).parent
# `make chaos` is no test: it holds things for a time, and looks at what that does.
FILES = sorted(each for each in HERE.rglob("*.py") if each.parent.name != "chaos")
STARTING = {"processes.py", "program.py"}  # whatever else starts a program does it through these
OPENED = {"running", "demo", "Demo", "launched", "seaweed_in"}  # left by a `with`
OF_SUBPROCESS = {"run", "call", "check_call", "check_output"}
BARE = {"wait", "communicate", "join", "result", "readline"}  # with nothing given: for ever
NEVER = {"wait_for_timeout", "networkidle"}
A_MOMENT = 0.01  # seconds: a turn for others, between two of one's own
ALLOWED = {
    ("evidence/test_sandbox.py", "goes round without an end"),  # what the sandbox has to end
    ("jobs/test_jobs.py", "launched is not left by a with"),  # by its fixture's `finally`
    ("serve/test_demo.py", "Demo is not left by a with"),  # by its fixture's `finally`
    ("slow/__main__.py", "running is not left by a with"),  # by its ExitStack
}

Above = tuple[ast.AST, ...]


def walked(node: ast.AST, above: Above = ()) -> Iterator[tuple[ast.AST, Above]]:
    for each in ast.iter_child_nodes(node):
        yield each, above
        yield from walked(each, (*above, each))


def called(node: ast.AST) -> str:
    """The last name of what is called: `a.b.c()` → c; "" if it is no call."""
    if not isinstance(node, ast.Call):
        return ""
    return str(getattr(node.func, "attr", "") or getattr(node.func, "id", ""))


def said(node: ast.Call) -> set[str]:
    return {str(each.arg) for each in node.keywords}


def withs(above: Above) -> Iterator[ast.withitem]:
    for each in above:
        if isinstance(each, ast.With | ast.AsyncWith):
            yield from each.items


def in_time(above: Above) -> bool:
    """Within `async with asyncio.timeout(…)`, or handed to `asyncio.wait_for(…)`."""
    held = any(called(item.context_expr) == "timeout" for item in withs(above))
    return held or any(called(each) == "wait_for" for each in above)


def about_call(node: ast.Call, above: Above, *, browser: bool, starts: bool) -> Iterator[str]:
    name = called(node)
    of = getattr(getattr(node.func, "value", None), "id", "")
    if name == "Popen" and not starts:
        yield "starts a program by itself"
    if name in OPENED and not starts:
        left = any(node in ast.walk(item.context_expr) for item in withs(above))
        if not left:
            yield f"{name} is not left by a with"
    if ((of == "subprocess" and name in OF_SUBPROCESS) or name == "urlopen") and (
        "timeout" not in said(node)
    ):
        yield f"{name} has no timeout"
    if name in BARE and not node.args and not said(node) and not in_time(above):
        yield f"{name}() waits for ever"
    if name in NEVER or any(getattr(each, "value", "") in NEVER for each in node.args):
        yield "waits for time"
    if name == "sleep":
        moment = bool(node.args) and getattr(node.args[0], "value", 1) <= A_MOMENT
        looks = any(isinstance(each, ast.While) for each in above)
        if browser or not (moment or looks):
            yield "sleeps, and looks at nothing"


def about_loop(node: ast.While, above: Above) -> Iterator[str]:
    inside = [each for part in node.body for each in ast.walk(part)]
    ends = any(isinstance(each, ast.Assert | ast.Raise | ast.Return) for each in inside)
    always = isinstance(node.test, ast.Constant)
    if (always or "sleep" in set(map(called, inside))) and not ends and not in_time(above):
        yield "goes round without an end"


def wrong_in(source: str, *, browser: bool = False, starts: bool = False) -> list[tuple[int, str]]:
    found = []
    for node, above in walked(ast.parse(source)):
        if isinstance(node, ast.Call):
            texts = about_call(node, above, browser=browser, starts=starts)
            found += [(node.lineno, text) for text in texts]
        if isinstance(node, ast.While):
            found += [(node.lineno, text) for text in about_loop(node, above)]
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(HERE).as_posix())
def test_nothing_is_waited_for_without_a_limit(path: Path) -> None:
    name = path.relative_to(HERE).as_posix()
    browser, starts = name.startswith("browser/"), name in STARTING
    found = wrong_in(path.read_text(), browser=browser, starts=starts)
    assert [each for each in found if (name, each[1]) not in ALLOWED] == []


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("process = subprocess.Popen(['x'])", "starts a program by itself"),
        ("process = running(['x'])", "running is not left by a with"),
        ("subprocess.run(['x'], check=True)", "run has no timeout"),
        ("urlopen('http://x')", "urlopen has no timeout"),
        ("process.wait()", "wait() waits for ever"),
        ("thread.join()", "join() waits for ever"),
        ("process.stdout.readline()", "readline() waits for ever"),
        ("page.wait_for_timeout(500)", "waits for time"),
        ("page.wait_for_load_state('networkidle')", "waits for time"),
        ("time.sleep(2)", "sleeps, and looks at nothing"),
        ("while not done():\n    time.sleep(0.1)", "goes round without an end"),
        ("while True:\n    look()", "goes round without an end"),
    ],
)
def test_what_the_walk_finds(source: str, text: str) -> None:
    assert [found for _line, found in wrong_in(source)] == [text]


def test_what_it_lets_be() -> None:
    source = """
        async def good():
            with running(['x']) as process, Demo(data) as demo:
                process.wait(60)
            async with asyncio.timeout(60):
                await event.wait()
                while not done():
                    await asyncio.sleep(0.05)
            await asyncio.wait_for(event.wait(), 60)
            subprocess.run(['x'], check=True, timeout=60)
            while not done():
                assert time.monotonic() < give_up
                time.sleep(0.05)
            await asyncio.sleep(0)
            return ", ".join(names)
        """
    assert wrong_in(dedent(source)) == []
    assert wrong_in("page.sleep(0)", browser=True) == [(1, "sleeps, and looks at nothing")]
