"""A new county brings a rules file along: its own, or another county's; or one that is none."""

import tomllib

import pytest
from httpx import AsyncClient, Response
from msgspec import structs

from app.access.roles import Role
from app.charter import presets, store
from app.charter.model import Charter, Host
from app.charter.shape import BROKEN, NOTHING, OTHER_FILE, TOO_SHORT, misshapen
from app.charter.sheets import Excluded
from app.dates import today
from app.db import bound_to, county_tx
from app.drafting import versions
from tests import given
from tests.page import Page, refused

TOO_LARGE = "文件超过 1 MB，没有收下。请核对是不是选错了文件。"
pytestmark = pytest.mark.anyio

PRESET = presets.document("yanjiang")
HOST = Host(name="政协甲县委员会", phone="0512-1234567", address="甲县人民路 1 号")


async def sent(client: AsyncClient, file: bytes, **more: str) -> Response:
    form = {"note": "用成文的规则", "effective_on": str(today()), "made_against": "1"}
    return await client.post(
        "/charter/versions", data=form | {"document": ""} | more, files={"file": file}
    )


async def theirs(client: AsyncClient, other: int) -> bytes:
    """The file that another county's office exports: with its host, and whom it does not rank."""
    charter = presets.presets()["yanjiang"]
    sheets = list(charter.scoring.sheets)
    sheets[0] = structs.replace(sheets[0], excluded=[Excluded("甲站", "123")])
    full = structs.replace(
        charter, host=HOST, scoring=structs.replace(charter.scoring, sheets=sheets)
    )
    with bound_to(other):
        async with county_tx():
            saved = await store.save(
                store.write(full), author="甲", note="甲县", effective_on=today()
            )
        await given.signed_in(client, Role.OFFICE)
        file = await client.get(f"/c{other}/charter/versions/{saved}/export")
    assert file.status_code == 200
    return file.content


async def in_force() -> Charter:
    async with county_tx(readonly=True):
        _number, charter = await store.in_force()
    assert charter
    return charter


async def test_another_countys_file_without_what_is_theirs(
    client: AsyncClient, outside: AsyncClient, other_county: int
) -> None:
    file = await theirs(outside, other_county)
    assert "政协甲县委员会" in file.decode()
    await given.signed_in(client, Role.OFFICE)
    # as it stands: whom they do not rank is not here, and it is all still in the form
    wrong = await sent(client, file)
    assert any("「甲站」在本地没有" in each for each in refused(wrong))
    assert Page(wrong).typed("note") == ["用成文的规则"]
    assert "政协甲县委员会" in Page(wrong).typed("document")[0]
    page = Page(await sent(client, file, theirs="true"))
    assert page.all("#other-host") == []
    document = page.typed("document")[0]
    assert "政协甲县委员会" not in document
    seen = {name: page.typed(name)[0] for name in ("seen", "looked") if page.typed(name)}
    saved = await sent(client, document.encode(), confirmed="true", **seen)
    assert saved.status_code == 303
    charter = await in_force()
    assert charter.host == given.charter().host
    assert charter.rings == presets.presets()["yanjiang"].rings


async def test_another_body_that_would_run_it_is_named(client: AsyncClient) -> None:
    await given.signed_in(client, Role.OFFICE)
    other = store.write(structs.replace(given.charter(), host=HOST))
    page = Page(await sent(client, other.encode()))
    assert "政协甲县委员会" in page.one("#other-host").text
    page = Page(await sent(client, other.encode(), theirs="true"))
    assert page.all("#other-host") == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
async def test_whatever_an_office_s_editor_saves_it_in(client: AsyncClient, encoding: str) -> None:
    """No letter becomes another one."""
    await given.signed_in(client, Role.OFFICE)
    page = Page(await sent(client, PRESET.encode(encoding)))
    assert store.read(page.typed("document")[0]) == presets.presets()["yanjiang"]


SCHEMA = tomllib.loads(PRESET)["schema"]
NUMBER = f"schema = {SCHEMA}"


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (PRESET.replace(NUMBER, "schema = 999", 1).encode(), "格式是第 999 版"),
        (PRESET.replace(NUMBER, "", 1).encode(), "格式版本: 缺这一项"),
        (PRESET.replace(NUMBER, 'schema = "x"', 1).encode(), "格式版本: 请填一个整数"),
        (b'[project]\nname = "x"\n', OTHER_FILE),
        (b'{"a": 1}', "从第 1 行第 1 个字起无法读取"),
        (b"PK\x03\x04" * 100, ""),
        (PRESET.encode()[:3000], TOO_SHORT),
        (b"", NOTHING),
    ],
)
async def test_what_is_no_rules_file_is_said_in_words(
    client: AsyncClient, file: bytes, said: str
) -> None:
    await given.signed_in(client, Role.OFFICE)
    answer = await sent(client, file)
    assert answer.status_code == 422
    told = refused(answer)
    assert any(said in each for each in told), told
    assert not any("Invalid" in each or "Expected" in each for each in told)
    page = Page(answer)
    assert page.typed("note") == ["用成文的规则"]
    assert page.typed("effective_on") == [str(today())]
    async with county_tx(readonly=True):
        assert await versions.newest() == 1


def test_where_it_cannot_be_read() -> None:
    (problem,) = misshapen('a = "b"\nc = \n')
    assert problem.says() == BROKEN % {"line": 2, "column": 5}


async def test_of_an_older_schema(client: AsyncClient) -> None:
    """It is brought up, and says the same."""
    await given.signed_in(client, Role.OFFICE)
    answer = await sent(client, PRESET.replace(NUMBER, "schema = 4", 1).encode())
    assert answer.status_code == 200
    assert Page(answer).all("button[name=confirmed]")


@pytest.mark.parametrize(("size", "large"), [(1_048_576, False), (1_048_577, True)])
async def test_a_megabyte_and_no_more(client: AsyncClient, size: int, *, large: bool) -> None:
    """What is larger is refused beside its field, and the rest of the form is as it was typed."""
    await given.signed_in(client, Role.OFFICE)
    answer = await sent(client, b"#" * size)
    assert answer.status_code == 422
    assert (TOO_LARGE in refused(answer)) == large, refused(answer)
    assert Page(answer).typed("note") == ["用成文的规则"]
    async with county_tx(readonly=True):
        assert await versions.newest() == 1


async def test_what_is_too_large_to_be_read_at_all(client: AsyncClient) -> None:
    """Its form comes back with words, and not a page without any."""
    await given.signed_in(client, Role.OFFICE)
    answer = await sent(client, b"#" * (4 * 2**20))
    assert answer.status_code == 413
    assert any("内容太大" in each for each in refused(answer, status=413))
    assert Page(answer).all("form[action$='/charter/versions'] [name=document]")
    async with county_tx(readonly=True):
        assert await versions.newest() == 1
