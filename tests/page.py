"""A page as its reader finds it: a test looks where the answer stands. Words anywhere in the text
prove little, for headings, hints and labels hold most of them anyway.
"""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import pairwise

from httpx import Response

VOID = frozenset({"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"})
SIMPLE = re.compile(r'([#.]?)([\w-]+)|\[([\w-]+)(?:([$^*]?)=(?:"([^"]*)"|([^]"]*)))?\]')
# Where a page says what was wrong, in a summary or beside the field.
REFUSALS = ".wrong, .notice li, .notice-bad p, #flash li"


class Element:
    def __init__(self, tag: str, attributes: dict[str, str], above: "Element | None") -> None:
        self.tag, self.attributes, self.above = tag, attributes, above
        self.inside: list[Element | str] = []

    def __getitem__(self, attribute: str) -> str:
        return self.attributes[attribute]

    def get(self, attribute: str, default: str = "") -> str:
        return self.attributes.get(attribute, default)

    @property
    def words(self) -> Iterator[str]:
        for each in self.inside:
            if isinstance(each, str):
                yield each
            elif each.tag not in {"script", "style", "template"}:
                yield from each.words

    @property
    def text(self) -> str:
        """As it is read: blanks and line ends are one blank."""
        return " ".join("".join(self.words).split())

    def all(self, selector: str) -> "list[Element]":
        """CSS, as far as tests need it: `tag`, `#id`, `.class`, `[name]`, `[name=value]` and its
        kind; one that lies in another; one or another.
        """
        ways = [way.split() for way in selector.split(",")]
        return [each for each in self.below() if any(each.fits(way) for way in ways)]

    def one(self, selector: str) -> "Element":
        found = self.all(selector)
        assert len(found) == 1, f"{selector}: {len(found)} in {self.text}"
        return found[0]

    def texts(self, selector: str) -> list[str]:
        return [each.text for each in self.all(selector)]

    def below(self) -> "Iterator[Element]":
        for each in self.inside:
            if isinstance(each, Element):
                yield each
                yield from each.below()

    def fits(self, way: list[str]) -> bool:
        if not self.simple(way[-1]):
            return False
        above = self.above
        for each in reversed(way[:-1]):
            while above is not None and not above.simple(each):
                above = above.above
            if above is None:
                return False
            above = above.above
        return True

    def simple(self, compound: str) -> bool:
        assert "".join(each[0] for each in SIMPLE.finditer(compound)) == compound, compound
        for mark, name, attribute, how, quoted, bare in SIMPLE.findall(compound):
            if attribute:
                if not holds(self.attributes.get(attribute), how, quoted or bare):
                    return False
            elif mark == "#":
                if self.get("id") != name:
                    return False
            elif mark == ".":
                if name not in self.get("class").split():
                    return False
            elif self.tag != name:
                return False
        return True


def holds(value: str | None, how: str, asked: str) -> bool:
    """`[name$=end]`, `[name^=beginning]`, `[name*=part]`, `[name=whole]`, `[name]`."""
    if value is None:
        return False
    ways = {"$": value.endswith, "^": value.startswith, "*": value.__contains__}
    return ways[how](asked) if how else asked in {value, ""}


class Page(Element):
    def __init__(self, html: str | Response) -> None:
        super().__init__("", {}, None)
        reader = Reader(self)
        reader.feed(html if isinstance(html, str) else html.text)
        reader.close()

    @property
    def title(self) -> str:
        return self.one("h1").text

    @property
    def refusals(self) -> list[str]:
        """What it says was wrong; each once, though it stands in a summary and by its field."""
        return list(dict.fromkeys(self.texts(REFUSALS)))

    @property
    def facts(self) -> dict[str, str]:
        """What stands beside what, in lists of terms: 电话 → 138****5678."""
        named = self.all("dt, dd")
        return {
            term.text: said.text
            for term, said in pairwise(named)
            if (term.tag, said.tag) == ("dt", "dd")
        }

    @property
    def rows(self) -> list[list[str]]:
        """Of all its tables, cell by cell."""
        return [row.texts("th, td") for row in self.all("tr")]


class Reader(HTMLParser):
    def __init__(self, page: Page) -> None:
        super().__init__()
        self.at: Element = page

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        new = Element(tag, {name: value or "" for name, value in attrs}, self.at)
        self.at.inside.append(new)
        if tag not in VOID:
            self.at = new

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        here: Element | None = self.at
        while here is not None and here.tag != tag:
            here = here.above
        if here is not None and here.above is not None:
            self.at = here.above

    def handle_data(self, data: str) -> None:
        self.at.inside.append(data)


def refused(answer: Response, *, status: int = 422) -> list[str]:
    """What a form's answer says was wrong."""
    assert answer.status_code == status, f"{answer.status_code}: {answer.text[-2000:]}"
    return Page(answer).refusals
