"""Pages in English, on counties' whole way: what is Chinese on them stands in somebody's record,
and says that it is Chinese; and nothing that is English on them is ever written.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

import msgspec
import pytest
from httpx import AsyncClient, Response
from lxml import etree

from app import i18n
from app.charter import presets, rules
from app.charter.english import texts_of
from app.db import current_realm
from app.text.marking import is_chinese, is_glue
from tests import given
from tests.test_wording import everything_seen

pytestmark = pytest.mark.anyio
BDI = re.compile("</?bdi[^>]*>")
WORD = re.compile("[\u3400-\u9fff\uf900-\ufaff]+")
TEXT = etree.XPath("//text()", smart_strings=False)
BY_THEMSELVES = etree.XPath("//option | //h1 | //h2 | //summary")
CHINESE_SAID = etree.XPath("//*[@lang='zh-CN']")
HEARD = etree.XPath("//@aria-label | //@title | //@placeholder | //@alt | //@content"
                    " | //@data-confirm", smart_strings=False)  # fmt: skip
# Whose words these are stands in no record of the county's.
ITSELF = {"中文"}
RULES = {("charter", "document"), ("charter_draft", "document"), ("charter_draft", "previous"),
         ("preset_taken", "document"), ("published", "document")}  # fmt: skip


def seen_or_heard(page: Any) -> set[str]:
    etree.strip_elements(page, "script", "style", with_tail=False)
    return {*TEXT(page), *HEARD(page)}


def unmarked(page: Any) -> set[str]:
    """What does not stand in an element that says it is Chinese. Takes that out of the page, which
    is ten times as quick as to ask each text of all that it stands in.
    """
    etree.strip_elements(page, "script", "style", with_tail=False)
    for each in CHINESE_SAID(page):
        each.clear(keep_tail=True)
    return {*TEXT(page)}


def small(page: Any) -> set[str]:
    """What stands by itself, and begins as if it were within a sentence."""
    found = {"".join(each.itertext()).strip() for each in BY_THEMSELVES(page)}
    return {each for each in found if each[:1].islower() and each.isascii()}


@dataclass
class Listening:
    unmarked: dict[str, str] = field(default_factory=dict)
    chinese: dict[str, str] = field(default_factory=dict)
    whole: dict[str, str] = field(default_factory=dict)
    glue: dict[str, str] = field(default_factory=dict)
    small: dict[str, str] = field(default_factory=dict)
    told: set[str] = field(default_factory=set)
    seen: set[str] = field(default_factory=set)
    pages: set[str] = field(default_factory=set)

    async def hear(self, response: Response) -> None:
        path = response.request.url.path.removeprefix(f"/c{current_realm.get()}")
        if "text/html" not in response.headers.get("content-type", ""):
            return
        await response.aread()
        read = etree.HTML(response.text)
        if read is None:
            return
        self.pages.add(path)
        self.small |= dict.fromkeys(small(read), path)
        for text in unmarked(read) - self.told:
            self.told.add(text)
            if is_chinese(text):
                self.unmarked.setdefault(text.strip(), path)
            if is_glue(text):
                self.glue.setdefault(text.strip(), path)
        if path.startswith(("/charter/drafts", "/charter/versions")):
            return
        assert "· …" not in response.text, path  # nobody said what stands there
        for text in seen_or_heard(etree.HTML(BDI.sub("", response.text))) - self.seen:
            self.seen.add(text)
            if is_chinese(text):
                self.note(text, path)

    def note(self, text: str, path: str) -> None:
        where = f"{path}: {text.strip()[:80]}"
        for each in re.split(r"[（）、：·›,()]", text):
            self.whole.setdefault(each.strip(), where)
        for word in WORD.findall(text):
            self.chinese.setdefault(word, where)


@dataclass
class Reading:
    seen: set[str] = field(default_factory=set)

    async def hear(self, response: Response) -> None:
        await response.aread()
        self.seen.update(re.findall("[Qq]x[0-9]+", response.text))


async def records_of_all(superuser: Any) -> str:
    """All that anybody has written, but for the rules."""
    columns = await superuser.fetch(
        "SELECT table_schema, table_name, column_name FROM information_schema.columns"
        " JOIN information_schema.tables USING (table_schema, table_name)"
        " WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
        " AND data_type IN ('text', 'jsonb', 'ARRAY', 'character varying')"
    )
    found = []
    for schema, table, column in columns:
        if (table, column) not in RULES:
            each = await superuser.fetchval(
                f'SELECT string_agg(DISTINCT "{column}"::text, chr(10)) FROM "{schema}"."{table}"'  # noqa: S608
            )
            found.append(each or "")
    return "\n".join(found)


async def nothing_ours(
    listening: Listening, superuser: Any, known: Collection[str], to_be: str = ""
) -> None:
    """`known`: has English, and nobody typed it. `to_be`: what will be in a record."""
    recorded = await records_of_all(superuser) + to_be
    ours = [
        f"{word} ({where})"
        for word, where in listening.chinese.items()
        if word not in recorded and word not in ITSELF
    ]
    ours += [f"{text} ({where})" for text, where in listening.whole.items() if text in known]
    assert ours == [], "\n".join(ours)
    assert listening.unmarked == {}
    assert listening.glue == {}
    assert listening.small == {}


@pytest.mark.parametrize("slug", presets.slugs())
async def test_no_page_is_half_chinese(
    people: dict[str, AsyncClient], superuser: Any, slug: str
) -> None:
    listening = Listening()
    for each in people.values():
        each.headers["accept-language"] = "en-GB,en;q=0.8"
    await everything_seen(people, presets.presets()[slug], listening, refusals=True)
    typed = {group.name[:8] for group in presets.presets()[slug].composition.groups}
    await nothing_ours(listening, superuser, i18n.shipped().keys() - typed)
    assert len(listening.pages) > 40


async def test_nothing_english_is_written(people: dict[str, AsyncClient], superuser: Any) -> None:
    """The county gives an English of its own for all that it names. It is read, and no record has
    it: what is written is the same in whichever language somebody reads.
    """
    charter = given.charter()
    charter.english = {
        text: f"Qx{n} name" for n, text in enumerate(texts_of(msgspec.to_builtins(charter)))
    }
    assert len(charter.english) > 60
    assert rules.check(charter) == []
    reading = Reading()
    for each in people.values():
        each.headers["accept-language"] = "en"
    await everything_seen(people, charter, reading, refusals=True)
    assert len(reading.seen) > 60
    recorded = await records_of_all(superuser)
    assert re.findall(".{0,60}[Qq]x[0-9]+ name(?!.*xlsx).{0,20}", recorded) == []
