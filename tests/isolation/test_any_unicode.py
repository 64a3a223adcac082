"""Whatever Unicode is typed into whatever field: no failure, no refusal of a whole page, and what
is kept stays as it is when it passes the border again.
"""

from contextlib import AsyncExitStack
from dataclasses import fields, is_dataclass
from random import Random
from typing import Any, get_args

import pytest

from app.main import inside, outside
from app.text import normalise
from app.text.limits import LONGEST, longest
from tests.isolation.routes import FORM, handlers, hints
from tests.isolation.test_odd_input import READ_BY_HAND, everybody, version_on

pytestmark = pytest.mark.anyio

# What goes, what stays and what folds, beside any other character.
PECULIAR = (
    "\0\x07\x1b\x7f\x85\x9f\r\n\r\t\u200b\u2060\ufeff\u202a\u202e\u2066\u2069\ufffe\uffff\u2028"
    "\u200c\u200d\u180b\u180e\ufe0f\U000e0100\u3000·•．－１٣²①%_\\'\"<>&𠮷ﬁ\u0301"
)
TEXT_COLUMNS = """
    SELECT c.table_name AS name, c.column_name AS field FROM information_schema.columns AS c
    JOIN information_schema.columns AS of_county
      ON of_county.table_name = c.table_name AND of_county.column_name = 'county'
    WHERE c.table_schema = 'public' AND c.data_type IN ('text', 'ARRAY', 'jsonb')
"""


def anything(random: Random, most: int) -> str:
    """Begins as it should, so that rules let it through to where it is kept."""
    peculiar = random.sample(PECULIAR, len(PECULIAR))
    others = [chr(random.choice((random.randrange(0xD800), random.randrange(0xE000, 0x110000))))
              for _ in range(20)]  # fmt: skip
    text = "".join(["一段够长的文字了", *peculiar[:30], *others, *peculiar[30:]])
    return text[: min(most, 120)]


def typed_into(path: str, handler: Any) -> list[str]:
    """Fields that take a text; not the numbers and choices that pages send by themselves."""
    if path in READ_BY_HAND:
        return [name for name in READ_BY_HAND[path] if name not in {"once", "kept", "p", "photo"}]
    frame = handler.opt.get("frame")
    form = frame.form if frame else hints(handler).get("data")
    form = next((each for each in (form, *get_args(form)) if is_dataclass(each)), None)
    own = [each.name for each in fields(form) if each.type in {str, "str"}] if form else []
    named = [name for name in LONGEST.get(path, {}) if name and not name.endswith(".")]
    return [name for name in dict.fromkeys([*own, *named]) if name != "once"]


async def test_no_failure_no_lost_page_and_stable_in_the_tables(
    county: int, superuser: Any
) -> None:
    random, found = Random(7), []  # noqa: S311
    versions: dict[str, str] = {}
    async with AsyncExitStack() as stack:
        client, ids = await everybody(stack, county)
        out = {path for _method, path, _handler in handlers(outside)}
        for method, path, handler in handlers(inside) + handlers(outside):
            names = typed_into(path, handler)
            if method != "POST" or not names or path.endswith(("/end", "/logout")):
                continue
            address = ("http://test" if path in out else "") + path.format(
                **{"signup_id": "1", **ids}
            )
            texts = [{name: anything(random, longest(path, name))} for name in names]
            texts += [
                {name: anything(random, longest(path, name)) for name in LONGEST.get(path, names)}
            ]
            for each in texts:
                form = {name: FORM.get(name, "1") for name in names} | {"once": ""}
                form |= {"version": await version_on(client, handler, ids, versions)}
                answer = await client.post(address, data=form | each)
                if answer.status_code < 400:
                    versions.clear()
                if answer.status_code == 400 or answer.status_code >= 500:
                    found.append(f"{path} {each!a}: {answer.status_code}")
    assert found == [], found
    kept = 0
    for column in await superuser.fetch(TEXT_COLUMNS):
        name, field = f'"{column["name"]}"', f'"{column["field"]}"'
        sql = f"SELECT {field}::text FROM {name} WHERE county = $1 AND {field} IS NOT NULL"  # noqa: S608
        for (text,) in await superuser.fetch(sql, county):
            kept += "一段够长的文字" in text
            assert normalise(text) == text, f"{name}.{field}: {text!a}"
    assert kept >= 10  # else nothing was tried
