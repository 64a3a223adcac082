"""PDF, read by qpdf, which undoes packed objects, written-out letters and broken tables."""

import io
import re
from collections.abc import Callable, Iterator
from typing import Any

import pikepdf

from app.evidence.decoding.harm import RUNNING, RUNS, Automatic, Damaged, Locked, Program

# A cheap first look at an object as qpdf writes it: few have any of these, most are numbers.
SUSPECT = re.compile(
    rb"/(JavaScript|JS|Launch|OpenAction|AA|EF|XFA|OnInstantiate|RichMediaContent)\b"
)
SCRIPTS = {"/JavaScript", "/Launch"}
PLAYERS = ("/OnInstantiate", "/RichMediaContent")  # scripts of bodies in space; films with players
# What a document or a page may do by itself.
HARMLESS = {"/GoTo", "/Named", "/Hide", "/SetOCGState", "/Trans", "/Thread", "/GoTo3DView"}
MOST_ACTIONS = 1000  # one after another


def in_pdf(data: bytes, check_within: Callable[[bytes], None]) -> None:
    """`check_within`: looks into what is attached."""
    try:
        with pikepdf.open(io.BytesIO(data)) as opened:
            for each in opened.objects:
                held = each.stream_dict if isinstance(each, pikepdf.Stream) else each
                if SUSPECT.search(held.unparse(resolved=True)):
                    if str(held) in SCRIPTS:  # a name that others refer to
                        raise Automatic
                    for found in dictionaries(held):
                        check(found, check_within)
    except pikepdf.PasswordError:
        raise Locked from None
    except (pikepdf.PikepdfError, RuntimeError, ValueError, TypeError, RecursionError):
        raise Damaged from None


def dictionaries(held: Any) -> Iterator[Any]:
    """It, and those within it that are no objects of their own."""
    waiting = [held]
    while waiting:
        each: Any = waiting.pop()
        if isinstance(each, pikepdf.Dictionary):
            yield each
            within: Any = (each[str(key)] for key in each)
        elif isinstance(each, pikepdf.Array):
            within = iter(each)
        else:
            continue
        waiting += [
            one for one in within if isinstance(one, pikepdf.Object) and not one.is_indirect
        ]


def check(found: Any, check_within: Callable[[bytes], None]) -> None:
    kind = name(found, "/S")
    if kind in SCRIPTS or (kind == "/Rendition" and "/JS" in found):
        raise Automatic
    if any(each in found for each in PLAYERS):
        raise Automatic
    for key in ("/OpenAction", "/AA"):
        if key in found:
            check_own(found[key], alone=key == "/OpenAction")
    if "/XFA" in found and any(b"script" in each for each in streams(found["/XFA"])):
        raise Automatic
    if "/EF" in found:
        if any(RUNS.search(str(found.get(key, ""))) for key in ("/F", "/UF")):
            raise Program
        for each in streams(found["/EF"]):
            if each.startswith(RUNNING):
                raise Program
            check_within(each)


def check_own(what: Any, *, alone: bool) -> None:
    """`alone`: one action, or a place; else several, each under what it waits for."""
    waiting = [what] if alone else [what[key] for key in what]
    for _turn in range(MOST_ACTIONS):
        if not waiting:
            return
        each = waiting.pop()
        if not isinstance(each, pikepdf.Dictionary):
            continue
        if "/S" in each and name(each, "/S") not in HARMLESS:
            raise Automatic
        if "/Next" in each:
            following = each["/Next"]
            waiting += list(following) if isinstance(following, pikepdf.Array) else [following]
    raise Damaged


def name(found: Any, key: str) -> str:
    return str(found.get(key, ""))


def streams(what: Any) -> Iterator[bytes]:
    """A stream; or those that an array or a dictionary lists."""
    if isinstance(what, pikepdf.Stream):
        yield what.read_bytes()
        return
    listed: Any = ()
    if isinstance(what, pikepdf.Array):
        listed = list(what)
    elif isinstance(what, pikepdf.Dictionary):
        listed = [what[str(key)] for key in what]
    for each in listed:
        if isinstance(each, pikepdf.Stream):
            yield each.read_bytes()
