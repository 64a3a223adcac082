"""A page as its reader finds it: a test looks where the answer stands. Words anywhere in the text
prove little, for headings, hints and labels hold most of them anyway.
"""

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import Any
from urllib.parse import urlsplit

from cssselect import HTMLTranslator
from httpx import AsyncClient, Response
from lxml import etree, html

from app.text.lists import queried

WHOLE = re.compile(r"<(!doctype|html)\b", re.IGNORECASE)
UNREAD = frozenset({"script", "style", "template"})
SHOWN = ("title", "placeholder", "aria-label", "alt")  # attributes that are read or heard
SAID = etree.XPath(
    f"//text()[not({' or '.join(f'parent::{tag}' for tag in sorted(UNREAD))})]"
    f" | {' | '.join(f'//@{name}' for name in SHOWN)}",
    smart_strings=False,
)
# Where a page says what was wrong, in a summary or beside the field.
REFUSALS = ".wrong, .notice li, .notice-bad p, #flash li"


@cache
def below(selector: str) -> Any:
    """CSS as an XPath of what lies in an element."""
    return etree.XPath(HTMLTranslator().css_to_xpath(selector, prefix="descendant::"))


class Element:
    def __init__(self, node: Any) -> None:
        self.node = node

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Element) and self.node is other.node

    __hash__ = object.__hash__

    def __getitem__(self, attribute: str) -> str:
        return str(self.node.attrib[attribute])

    def has(self, attribute: str) -> bool:
        return attribute in self.node.attrib

    __contains__ = None  # `"words" in element` would read as if they stood in it

    def get(self, attribute: str, default: str = "") -> str:
        return str(self.node.get(attribute, default))

    @property
    def tag(self) -> str:
        return str(self.node.tag)

    @property
    def above(self) -> "Element":
        return Element(self.node.getparent())

    def around(self, tag: str) -> "Element":
        """The nearest one of its kind that it lies in."""
        return Element(next(self.node.iterancestors(tag)))

    @property
    def children(self) -> "list[Element]":
        return [Element(each) for each in self.node if isinstance(each.tag, str)]

    @property
    def words(self) -> Iterator[str]:
        """All pieces of text, but of what nobody reads."""
        yield self.node.text or ""
        for each in self.node:
            if isinstance(each.tag, str) and each.tag not in UNREAD:
                yield from Element(each).words
            yield each.tail or ""

    @property
    def text(self) -> str:
        """As it is read: blanks and line ends are one blank."""
        return " ".join("".join(self.words).split())

    @property
    def value(self) -> str:
        """What a field holds, as a browser reads it."""
        if self.tag == "textarea":
            return str(self.node.text or "").removeprefix("\n")
        return self.get("value", "on" if self.get("type") in {"checkbox", "radio"} else "")

    def all(self, selector: str) -> "list[Element]":
        return [Element(each) for each in below(selector)(self.node)]

    def one(self, selector: str) -> "Element":
        found = self.all(selector)
        assert len(found) == 1, f"{selector}: {len(found)} in {self.text}"
        return found[0]

    def texts(self, selector: str) -> list[str]:
        return [each.text for each in self.all(selector)]

    def typed(self, name: str) -> list[str]:
        """What stands in the fields of that name; of choices what is chosen."""
        found = []
        for each in self.all(f'[name="{name}"]'):
            if each.tag == "select":
                chosen = each.all("option[selected]")
                found += [one.get("value", one.text) for one in chosen]
            elif each.get("type") not in {"checkbox", "radio"} or each.has("checked"):
                found.append(each.value)
        return found


class Page(Element):
    """A whole one, or the part that HTMX gets."""

    def __init__(self, page: str | Response) -> None:
        super().__init__(parsed(page if isinstance(page, str) else page.text))

    @property
    def title(self) -> str:
        return self.one("h1").text

    @property
    def refusals(self) -> list[str]:
        """What it says was wrong; each once, though it stands in a summary and by its field."""
        return list(dict.fromkeys(self.texts(REFUSALS)))

    @property
    def notice(self) -> str:
        """The summary on top, with a blank between its pieces; empty if there is none."""
        return " ".join(word for each in self.all("#notice") for word in each.words)

    @property
    def wrong(self) -> dict[str, str]:
        """Fields that are marked, in the page's order, and what is said beside them."""
        return {
            each["name"]: self.one(f'[id="{each["aria-describedby"]}"]').text
            for each in self.all("[aria-invalid][aria-describedby]")
        }

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

    @property
    def figures(self) -> dict[str, int]:
        """By their ids; what is read says the same number. Without those that are withheld."""
        withheld = [each for each in self.all("data[id]") if each["value"] == ""]
        assert {each.text for each in withheld} <= {"—"}
        found = [each for each in self.all("data[id]") if each["value"] != ""]
        assert all(f"{int(each['value']):,}" == each.text for each in found)
        assert len({each["id"] for each in found}) == len(found)
        return {each["id"]: int(each["value"]) for each in found}

    def hidden(self, name: str) -> str:
        """The first one's; a page has several forms."""
        return self.all(f'input[type=hidden][name="{name}"]')[0].value


def as_a_browser_sends(form: Element, button: Element, **typed: str | list[str]) -> dict[str, Any]:
    """All that stands in the form, with the button that is pressed and no other."""
    found: dict[str, list[str]] = {}
    for each in form.all("input[name], textarea[name], select[name]"):
        found.setdefault(each["name"], []).extend(
            text for text in one_of(each) if each.get("type") != "file"
        )
    if button.has("name"):
        found[button["name"]] = [button.value]
    return found | typed


def one_of(field: Element) -> list[str]:
    if field.tag == "select":
        return [each["value"] for each in field.all("option[selected]")] or [""]
    if field.get("type") in {"checkbox", "radio"}:
        return [field.value] if field.has("checked") else []
    return [field.value]


def parsed(text: str) -> Any:
    """In an element around it, so that all of it lies below."""
    if not WHOLE.search(text):
        return html.fragment_fromstring(text, create_parent="page")
    root = html.Element("page")
    root.append(html.document_fromstring(text))
    return root


def said_on(page: str) -> set[str]:
    """To those who see it and to those who hear it: all pieces, also of what a script puts there
    later. Of very many pages, in a tenth of the time that `Page.words` takes.
    """
    read = etree.HTML(page)
    return set() if read is None else {*filter(None, map(str.strip, SAID(read)))}


def refused(answer: Response, *, status: int = 422) -> list[str]:
    """What a form's answer says was wrong."""
    assert answer.status_code == status, f"{answer.status_code}: {answer.text[-2000:]}"
    return Page(answer).refusals


async def is_told_without_body(client: AsyncClient, answer: Response) -> Response:
    """HEAD of the same address says all that GET said, but for what stands there. → its answer"""
    told = await client.head(str(answer.url))
    own = {"x-request-id", "set-cookie", "date"}
    if WHOLE.search(answer.text):
        own.add("content-length")  # of a page, whose tokens differ
    left = [{k: v for k, v in each.headers.items() if k not in own} for each in (told, answer)]
    assert (told.status_code, told.content, left[0]) == (answer.status_code, b"", left[1])
    return told


def as_asked(address: str) -> tuple[str, str]:
    """→ its path, and what it asks, also where that stands in the path (app/text/lists.py)."""
    parts = urlsplit(address)
    own, said = queried(parts.path) or (parts.path, b"")
    return own, "&".join(filter(None, [said.decode(), parts.query]))
