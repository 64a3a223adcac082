"""On an English page what is Chinese is said to be: people's own texts, names of places and of
persons, and what a county gave no English for. Screen readers then speak it as what it is.

Nothing else marks texts: the page is looked through when it is drawn. Chinese pages are not. What
stands between two values in a template (、：) becomes what stands there in English.
"""

import re
from collections.abc import Iterator

CHINESE = "\u3400-\u9fff\uf900-\ufaff"
is_chinese = re.compile(f"[{CHINESE}]").search
# From the first to the last Chinese letter between two words of another script.
BEFORE, AFTER = "“‘《（(", "。，！？；：”’》）)"
RUN = re.compile(f"[{BEFORE}]*[{CHINESE}](?:(?:[^A-Za-z]|&[a-z]+;)*[{CHINESE}])?[{AFTER}]*")
TOKENS = re.compile(r"""<!--.*?-->|<(?:[^<>"']|"[^"]*"|'[^']*')*>""", re.DOTALL)
NAME = re.compile(r"<(/?)([a-zA-Z][\w-]*)")
HAS_LANG = re.compile(r"\slang=")
SHOWN = re.compile(r'\s(?:value|alt|placeholder)="([^"]*)"')
MARK = ' lang="zh-CN"'
RAW = frozenset({"script", "style"})
# Nothing but text may stand within; the element itself is marked.
BARE = frozenset({"title", "option", "textarea", "text", "tspan", "desc"})
TYPED = frozenset({"textarea", "option"})  # what they hold is sent
VOID = frozenset({
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track",
    "wbr",
})  # fmt: skip
GLUE = str.maketrans({
    "、": ", ", "，": ", ", "；": "; ", "：": ": ", "。": ". ", "（": " (", "）": ")",
})  # fmt: skip
is_glue = re.compile("[、，；：。（）]").search
LATIN = re.compile(r"(?<![&\w])[A-Za-z]{2}")


def marked(page: str) -> str:
    """Of HTML as our templates write it. Twice is as once."""
    if not is_chinese(page) and not is_glue(page):
        return page
    return "".join(pieces(page))


def pieces(page: str) -> Iterator[str]:
    """`around`: elements around that say which language they are in, or that hold no text."""
    around, depth, end, before, name = "", 0, 0, "", ""
    for token in TOKENS.finditer(page):
        tag, text = token[0], page[end : token.start()]
        end = token.end()
        opened, closing = before, NAME.match(tag)
        alone = bool(closing and closing[1] and closing[2] == name)
        if opened or text:
            yield from with_text(opened, text, name, alone=alone, left_alone=bool(around))
        before, name = "", ""
        if closing is None or closing[1]:
            if around and closing and closing[2] == around:
                depth -= 1
                around = around if depth else ""
            yield tag
            continue
        before, name = tag, closing[2]
        if around:
            depth += name == around and not tag.endswith("/>")
        elif name in RAW or (name not in {*VOID, "html"} and HAS_LANG.search(tag)):
            around, depth = name, 1
        if around or name in VOID:
            shows = name in VOID and not around and not HAS_LANG.search(tag)
            chinese = shows and any(map(is_chinese, SHOWN.findall(tag)))
            yield with_mark(tag) if chinese else tag
            before, name = "", ""
    yield from with_text(before, page[end:], name, alone=False, left_alone=bool(around))


def with_text(opened: str, text: str, name: str, *, alone: bool, left_alone: bool) -> Iterator[str]:
    """The tag that stands before a text, and the text. `alone`: nothing else is in the element."""
    if left_alone or not is_chinese(text):
        yield opened
        yield text if left_alone or name in TYPED else between(text)
        return
    whole = not LATIN.search(text)
    if opened and (name in BARE or (alone and whole)) and not HAS_LANG.search(opened):
        yield with_mark(opened)
        yield text
        return
    yield opened
    if name in BARE:  # among others of an element that holds nothing but text
        yield text
        return
    found = RUN.sub(rf"<bdi{MARK}>\g<0></bdi>", text)
    # One piece, wherever each piece would be laid out by itself.
    yield found if found.strip().startswith("<bdi") and whole else f"<bdi>{found}</bdi>"


def between(text: str) -> str:
    return text.translate(GLUE) if is_glue(text) else text


def with_mark(tag: str) -> str:
    name = NAME.match(tag)
    at = name.end() if name else len(tag) - 1
    return f"{tag[:at]}{MARK}{tag[at:]}"
