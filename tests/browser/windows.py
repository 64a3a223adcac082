"""Windows stay open for whoever comes next: a new one takes longer than most of what is done in it,
for a browser begins a process for it and keeps no script in compiled form.
"""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from playwright.sync_api import Browser

from tests.browser.person import PHONE, Person

P = TypeVar("P", bound=Person)
FREE: defaultdict[tuple[Any, ...], list[Any]] = defaultdict(list)


@contextmanager
def lent(browser: Browser, base: str, kind: type[P], **how: Any) -> Iterator[P]:
    """Somebody before a window that was opened so (as `new_context` takes it), in which nothing is
    left of whoever sat there before. In the end nothing may have gone wrong on any page; else the
    window goes.
    """
    free = FREE[browser, base, kind, repr(sorted(how.items()))]
    if free:
        someone = free.pop()
        someone.begins_anew(how.get("viewport", PHONE))
    else:
        someone = kind(browser.new_context(**how).new_page(), base)
    try:
        yield someone
        assert someone.problems == [], someone.problems  # no file of tests: nothing else says them
    except BaseException:
        someone.page.context.close()
        raise
    free.append(someone)
