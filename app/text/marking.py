"""On an English page what is Chinese is said to be: people's own texts, names of places and of
persons, and what a county gave no English for. Screen readers then speak it as what it is.

Nothing else marks texts: the page is looked through when it is drawn. Chinese pages are not. What
stands between two values in a template (、：) becomes what stands there in English.
"""

import re

CHINESE = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
is_chinese = re.compile(f"[{CHINESE}]").search
GLUE = str.maketrans({
    "、": ", ", "，": ", ", "；": "; ", "：": ": ", "。": ". ", "（": " (", "）": ")",
})  # fmt: skip
BETWEEN = "、，；：。（）"
is_glue = re.compile(f"[{BETWEEN}]").search
LATIN = re.compile(r"(?<![&\w])[A-Za-z]{2}")
# From the first to the last Chinese letter between two words of another script.
BEFORE, AFTER = "“‘《（(", "。，！？；：”’》）)"
RUN = re.compile(f"[{BEFORE}]*[{CHINESE}](?:(?:[^A-Za-z]|&[a-z]+;)*[{CHINESE}])?[{AFTER}]*")
# A tag, the text behind it, and whether the element ends there. Our templates write no < and no >
# but around tags; what people write is escaped.
TEXT = re.compile(
    f"(^|<[^<>]*>)([^<>{CHINESE}{BETWEEN}]*[{CHINESE}{BETWEEN}][^<>]*)(?=(</[a-z0-9-]+)?)"
)
SHOWN = re.compile(
    f'<(input|img)(?=[^<>]*\\s(?:value|alt|placeholder)="[^"<>]*[{CHINESE}])(?![^<>]*\\slang=)'
)
NAME = re.compile(r"<([a-z0-9-]+)")
MARK = ' lang="zh-CN"'
RAW = frozenset({"script", "style"})
# Nothing but text may stand within; the element itself is marked.
BARE = frozenset({"title", "option", "textarea", "text", "tspan", "desc"})
TYPED = frozenset({"textarea", "option"})  # what they hold is sent, without a value


def marked(page: str) -> str:
    """Of HTML as our templates write it. Twice is as once."""
    if not is_chinese(page) and not is_glue(page):
        return page
    return SHOWN.sub(rf"<\1{MARK}", TEXT.sub(with_text, page))


def with_text(found: re.Match[str]) -> str:
    tag, text, end = found[1], found[2], found[3]
    opened = NAME.match(tag)
    name = opened[1] if opened else ""
    if name in RAW or MARK in tag:
        return found[0]
    if not is_chinese(text):
        sent = name in TYPED and " value=" not in tag
        return found[0] if sent else f"{tag}{text.translate(GLUE)}"
    whole = not LATIN.search(text)
    if opened and (name in BARE or (whole and end == f"</{name}")):
        return f"<{name}{MARK}{tag[opened.end() :]}{text}"
    told = RUN.sub(rf"<bdi{MARK}>\g<0></bdi>", text)
    # One piece, wherever each piece would be laid out by itself.
    return (
        f"{tag}{told}" if whole and told.strip().startswith("<bdi") else f"{tag}<bdi>{told}</bdi>"
    )
