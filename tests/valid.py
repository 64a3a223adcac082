"""What a validator would say of a page: its elements closed in order and each where HTML lets it
stand, attributes that mean something, names that lead somewhere. Stricter than a browser, which
mends what it is given in silence, each in its own way.
"""

import re
from html.parser import HTMLParser

Attributes = list[tuple[str, str | None]]

VOID = {"base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}


BLOCKS = {
    "address", "article", "aside", "blockquote", "details", "dialog", "div", "dl", "fieldset",
    "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "main",
    "nav", "ol", "p", "pre", "section", "table", "ul",
}  # fmt: skip
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
TEXTS = {
    "a", "abbr", "b", "bdi", "br", "button", "canvas", "code", "data", "del", "em", "i",
    "iframe", "img", "input", "ins", "kbd", "label", "mark", "meter", "noscript", "output",
    "picture", "progress", "q", "s", "samp", "script", "select", "small", "span", "strong",
    "sub", "sup", "svg", "template", "textarea", "time", "u", "var", "video", "wbr",
}  # fmt: skip  # what may stand among words
WORDS_ONLY = {  # these hold nothing but words
    *HEADINGS,
    "abbr", "b", "button", "code", "data", "em", "i", "kbd", "label", "legend", "p", "q", "s",
    "small", "span", "strong", "summary", "time",
}  # fmt: skip
HOLDS_HEADINGS = {"legend", "summary"}
PARTS = {
    "base", "body", "caption", "colgroup", "col", "dd", "dt", "figcaption", "head", "html",
    "legend", "li", "link", "meta", "optgroup", "option", "source", "style", "summary", "tbody",
    "td", "tfoot", "th", "thead", "title", "tr",
}  # fmt: skip
KNOWN = BLOCKS | TEXTS | PARTS
HOLDS = {  # only these, and no words of their own
    "ul": {"li", "template"}, "ol": {"li", "template"}, "dl": {"dt", "dd", "div"},
    "table": {"caption", "colgroup", "thead", "tbody", "tfoot", "tr"}, "colgroup": {"col"},
    "thead": {"tr"}, "tbody": {"tr"}, "tfoot": {"tr"}, "tr": {"th", "td"},
    "select": {"option", "optgroup"}, "optgroup": {"option"},
    "html": {"head", "body"},
}  # fmt: skip
WITHIN = {  # only there
    "li": {"ul", "ol"}, "dt": {"dl", "div"}, "dd": {"dl", "div"}, "tr": {"table", "thead", "tbody",
    "tfoot"}, "td": {"tr"}, "th": {"tr"}, "option": {"select", "optgroup", "datalist"},
    "legend": {"fieldset"}, "summary": {"details"}, "figcaption": {"figure"}, "caption": {"table"},
}  # fmt: skip
FIRST = {"legend", "summary", "caption"}
TAPPED = {"a", "button", "details", "input", "label", "select", "textarea"}
CONTROLS = {"button", "input", "meter", "output", "progress", "select", "textarea"}
NAMES = {"aria-controls", "aria-describedby", "aria-labelledby", "for", "list"}
ONCE = ("html", "head", "title", "body", "main", "h1")
SPEAKS = {*HEADINGS, "a", "button", "legend", "option", "summary", "title"}
NEEDS = {"img": {"alt", "src"}, "data": {"value"}, "html": {"lang"}, "a": {"href"}}
DAY, NUMBER = r"\d{4}-\d\d-\d\d", r"-?\d+(\.\d+)?"
MOMENT = rf"{DAY}([T ]\d\d:\d\d(:\d\d(\.\d{{1,3}})?)?(Z|[+-]\d\d:?\d\d)?)?"
SHAPES = {
    ("time", "datetime"): MOMENT,
    **{("img", each): r"\d+" for each in ("width", "height")},
    **{("progress", each): NUMBER for each in ("max", "value")},
    **{(each, "name"): r".+" for each in ("input", "select", "textarea")},
    **{(each, "role"): r"\S+" for each in BLOCKS | TEXTS},
}
URLS = {"action", "href", "src"}
BAD_URL = re.compile(r"[\s<>\"{}|^`\\]")


class Open:
    def __init__(self, tag: str, given: dict[str, str], line: int) -> None:
        self.tag, self.given, self.line = tag, given, line
        self.inside: list[str] = []
        self.words = ""


class Reader(HTMLParser):
    def __init__(self, *, whole: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.whole = whole
        self.found: list[str] = []
        self.stack: list[Open] = []
        self.ids: dict[str, int] = {}
        self.named: list[tuple[str, str]] = []
        self.count: dict[str, int] = {}
        self.described = False

    def says(self, text: str) -> None:
        self.found.append(f"line {self.getpos()[0]}: {text}")

    def within(self, *tags: str) -> bool:
        return any(each.tag in tags for each in self.stack)

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        if self.within("svg"):
            self.stack.append(Open(tag, {}, self.getpos()[0]))
            return
        given = {name: value or "" for name, value in attrs}
        if len(given) < len(attrs):
            self.says(f"<{tag}> says an attribute twice")
        self.stands(tag, given)
        self.says_of(tag, given)
        self.count[tag] = self.count.get(tag, 0) + 1
        if self.stack:
            self.stack[-1].inside.append(tag)
        if tag not in VOID:
            self.stack.append(Open(tag, given, self.getpos()[0]))

    def handle_startendtag(self, tag: str, attrs: Attributes) -> None:
        if self.within("svg"):
            return
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.says(f"<{tag}/> is not closed by that")

    def stands(self, tag: str, given: dict[str, str]) -> None:
        """Whether it may stand where it does."""
        if tag not in KNOWN:
            self.says(f"no element <{tag}>")
        above = self.stack[-1] if self.stack else None
        if above is None:
            return
        if above.tag in HOLDS and tag not in HOLDS[above.tag]:
            self.says(f"<{tag}> in <{above.tag}>")
        if tag in WITHIN and above.tag not in WITHIN[tag] and above.tag != "template":
            self.says(f"<{tag}> in <{above.tag}>")
        if tag in FIRST and above.inside:
            self.says(f"<{tag}> is not the first in <{above.tag}>")
        around = self.text_around()
        if tag in BLOCKS and around and not (tag in HEADINGS and around in HOLDS_HEADINGS):
            self.says(f"<{tag}> in <{around}>")
        self.stands_among(tag, given)

    def text_around(self) -> str:
        """What holds nothing but words, if that is where we are."""
        for each in reversed(self.stack):
            if each.tag in WORDS_ONLY:
                return each.tag
            if each.tag not in {"a", "ins", "del"}:  # these hold what is around them
                return ""
        return ""

    def stands_among(self, tag: str, given: dict[str, str]) -> None:
        hidden = tag == "input" and given.get("type") == "hidden"
        if tag in TAPPED and not hidden and not (tag == "a" and "href" not in given):
            for around in ("a", "button"):
                if self.within(around):
                    self.says(f"<{tag}> within <{around}>")
        if tag in {"form", "label"} and self.within(tag):
            self.says(f"<{tag}> within <{tag}>")
        label = next((each for each in self.stack if each.tag == "label"), None)
        if label is not None and tag in CONTROLS and not hidden:
            if "control" in label.given:
                self.says(f"a label of two: <{tag}>")
            label.given["control"] = tag

    def says_of(self, tag: str, given: dict[str, str]) -> None:
        self.names(tag, given)
        for name, value in given.items():
            shape = SHAPES.get((tag, name))
            bad = name in URLS and (BAD_URL.search(value) or (name != "href" and not value))
            if bad or (shape and not re.fullmatch(shape, value)):
                self.says(f"<{tag} {name}={value!r}>"[:90])
        lacking = NEEDS.get(tag, set()) - given.keys()
        if lacking:
            self.says(f"<{tag}> without {sorted(lacking)}")
        if tag == "meta" and given.get("name") == "description":
            self.described = bool(given.get("content", "").strip())

    def names(self, tag: str, given: dict[str, str]) -> None:
        """What it is called, and what it calls by name."""
        if "id" in given:
            if given["id"] in self.ids:
                self.says(f"id {given['id']} twice")
            if not re.fullmatch(r"\S+", given["id"]):
                self.says(f"<{tag} id={given['id']!r}>")
            self.ids[given["id"]] = self.getpos()[0]
        for each in NAMES & given.keys():
            self.named += [(each, target) for target in given[each].split()]

    def handle_data(self, data: str) -> None:
        if not self.stack or not data.strip():
            return
        for each in self.stack:
            each.words += data.strip()
        if self.stack[-1].tag in HOLDS:
            self.says(f"words in <{self.stack[-1].tag}>: {data.strip()[:30]}")

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            self.says(f"</{tag}>")
            return
        if not self.stack or self.stack[-1].tag != tag:
            now = self.stack[-1].tag if self.stack else "nothing"
            self.says(f"</{tag}> where <{now}> is open")
            while self.within(tag) and self.stack[-1].tag != tag:
                self.stack.pop()
            del self.stack[-1:]
            return
        self.ends(self.stack.pop())

    def ends(self, closed: Open) -> None:
        if self.within("svg"):
            return
        said = closed.words or closed.given.get("aria-label") or closed.given.get("label")
        pictured = closed.tag != "option" and {"img", "svg"} & {*closed.inside}
        if closed.tag in SPEAKS and not said and not pictured:
            self.says(f"a <{closed.tag}> that says nothing")
        if closed.tag == "details" and closed.inside[:1] != ["summary"]:
            self.says("<details> without a summary")


def complaints(text: str) -> list[str]:
    """Empty: a validator would accept it. A part of a page is read as what it is."""
    whole = bool(re.match(r"\s*<!doctype html>", text, re.IGNORECASE))
    reader = Reader(whole=whole)
    reader.feed(text)
    reader.close()
    found = reader.found + [f"<{each.tag}> of line {each.line} stays open" for each in reader.stack]
    if whole:
        times = {each: reader.count.get(each, 0) for each in ONCE}
        found += [f"{n} <{tag}>" for tag, n in times.items() if n != 1]
        found += [
            f"{name}={target}, which is nowhere"
            for name, target in reader.named
            if target not in reader.ids
        ]
    return found


def described(text: str) -> bool:
    """Whether a page says in a sentence what it is, for who finds it by a search."""
    reader = Reader(whole=True)
    reader.feed(text)
    return reader.described
