"""What the offices do so that there is something for a villager or a member to do."""

import asyncio
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from secrets import token_hex

import asyncpg
from playwright.sync_api import Browser

from app.demonstration import DATABASE
from app.processes.postgres import Server
from tests.browser.job import fills, form, sends
from tests.browser.person import Person
from tests.browser.windows import lent
from tests.processes import LONG
from tests.program import Demo


@contextmanager
def clerk(browser: Browser, base: str, county: str, role: str) -> Iterator[Person]:
    size = {"width": 1280, "height": 720}
    with lent(browser, base, Person, locale="zh-CN", viewport=size, base_url=base) as someone:
        someone.signs_in(county, f"{county}-{role}")
        yield someone


def invites(office: Person, county: str) -> tuple[str, str]:
    """A new member. → their name and the code"""
    name = f"赵{token_hex(2)}"
    office.goes_to(f"/{county}/people/members")
    where = form(office, "/people/members")
    fills(where, name=name, sector="农业")
    for field in where.locator("select[required]").all():
        field.select_option(index=1)
    office.presses(where.locator(".main-action"))
    office.goes_to(f"/{county}/people/members?q={name}")
    office.follows(office.page.locator("main .list a.title").first)
    office.presses(office.page.get_by_role("button", name="生成邀请码"))
    return name, office.page.locator("#invitation-code").inner_text()


def gives_back(office: Person, county: str, title: str) -> None:
    """What was just raised: more has to be said."""
    office.goes_to(f"/{county}/topics?q={title}")
    office.follows(office.page.locator("main a.title").first)
    where = form(office, "/review")
    category = where.locator("[name=category][type=radio]")
    if category.count():
        category.first.evaluate("each => each.click()")
    where.locator("#otherwise summary").click()
    where.locator("[name=decision][value=return]").check()
    where.locator("[name=opinion]").fill("请写明具体在哪里")
    office.presses(where.locator("#otherwise button"))


def answers(convener: Person, county: str) -> str:
    """The matter that waits for it. → its address"""
    convener.goes_to(f"/{county}/desk")
    button = convener.page.locator("li.task a.button", has_text=re.compile("^答复$"))
    convener.follows(button.first)
    address = convener.page.url.removeprefix(convener.base).partition("#")[0]
    sends(convener, "/answers", text="管子已经换好，昨天试过水。")
    return address


def code_of(program: Demo, address: str) -> str:
    """To follow the matter. Its raiser alone has it: no page shows it to anybody else."""
    with ThreadPoolExecutor(1) as aside:  # the browser's own loop runs in this thread
        found = aside.submit(asyncio.run, read(program, int(address.rpartition("/")[2])))
        return found.result(LONG)


async def read(program: Demo, topic: int) -> str:
    there = Server(program.data / "postgres").url(DATABASE)
    connection = await asyncpg.connect(there)
    try:
        return str(
            await connection.fetchval('SELECT "follow_code" FROM "topic" WHERE "id" = $1', topic)
        )
    finally:
        await connection.close()
