"""Minutes under the heads that the county's rules name: one text, whoever reads it."""

import msgspec
import pytest
from hypothesis import given as property_of
from hypothesis import strategies as st

from app.charter import rules, store
from app.charter.model import Charter, Choice
from app.consultations.minutes.sections import (
    called,
    composed,
    fields_of,
    first_field,
    parts,
)
from app.dates import today
from app.db import county_tx, execute
from tests import given
from tests.conftest import Browser
from tests.consultations.steps import HTMX, PLAN, Place, a_place, all_of
from tests.page import Page, refused

SECTIONS = [
    Choice("matter", "议题介绍", "事情的来由"),
    Choice("voices", "各方发言"),
    Choice("consensus", "共识"),
]
TYPED = {"sections.matter": "路灯坏了三个月。", "sections.consensus": "年底前修好。\n先修村口。"}
KEPT = "【议题介绍】\n路灯坏了三个月。\n\n【共识】\n年底前修好。\n先修村口。"


def test_sections_stand_in_one_text_beneath_their_heads() -> None:
    typed = {name.removeprefix("sections."): text for name, text in TYPED.items()}
    assert composed(typed, SECTIONS) == KEPT
    assert parts(KEPT, SECTIONS) == typed
    assert fields_of(KEPT, SECTIONS) == TYPED | {"minutes": "", "sections.voices": ""}
    assert composed({"": " 一整段。 "}, []) == "一整段。"
    assert parts(KEPT, []) == {"": KEPT}  # a charter without sections knows no heads
    assert composed({"voices": " ", "gone": ""}, SECTIONS) == ""
    assert (first_field(SECTIONS), first_field([])) == ("sections.matter", "minutes")
    assert called(SECTIONS)["sections.voices"] == "各方发言"


def test_what_is_pasted_whole_goes_to_its_sections_and_nothing_is_lost() -> None:
    pasted = "开头\n【各方发言】\n都说太黑\n【共识】\n装灯\n【别的】\n照抄"
    kept = composed({"": pasted, "consensus": "先写的", "gone": "旧的一节"}, SECTIONS)
    assert parts(kept, SECTIONS) == {
        "": "开头\n\n旧的一节",
        "voices": "都说太黑",
        "consensus": "装灯\n【别的】\n照抄\n\n先写的",
    }


@property_of(st.dictionaries(st.sampled_from(["", "matter", "voices", "consensus"]), st.text()))
def test_what_was_kept_is_kept_the_same_again(typed: dict[str, str]) -> None:
    kept = composed(typed, SECTIONS)
    assert composed(parts(kept, SECTIONS), SECTIONS) == kept
    assert composed({"": kept}, SECTIONS) == kept


def with_sections(*sections: Choice) -> Charter:
    charter = given.charter()
    talk = msgspec.structs.replace(charter.consultations, sections=[*sections])
    return msgspec.structs.replace(charter, consultations=talk)


@pytest.mark.parametrize(
    ("sections", "said"),
    [
        (SECTIONS, []),
        ([Choice(f"s{n}", f"第{n}节") for n in range(8)], []),
        ([Choice(f"s{n}", f"第{n}节") for n in range(9)], ["最多 8 节。"]),
        ([Choice("a", "共识"), Choice("b", "共识")], ["每一节的名称要不一样。"] * 2),
        ([Choice("a", "长" * 20)], []),
        ([Choice("a", "长" * 21)], ["最多 20 个字。"]),
        ([Choice("a", "共识"), Choice("a", "分歧")], ["代号「a」用了两次，请改一个。"]),
        ([Choice("a", "")], ["不能空着。"]),
    ],
)
def test_what_a_charter_may_name(sections: list[Choice], said: list[str]) -> None:
    found = rules.check(with_sections(*sections))
    assert [each.text % each.values for each in found] == said


async def a_place_with_sections(client: Browser) -> Place:
    async with county_tx():
        document = store.write(with_sections(*SECTIONS))
        await store.save(document, author="李", note="分节", effective_on=today())
    return await a_place(client)


def boxes(page: Page) -> dict[str, str]:
    return {each["name"]: each.value for each in page.all("#record textarea[data-hx-preserve]")}


async def saved() -> str:
    return str((await all_of("consultation"))[0]["minutes"])


@pytest.mark.anyio
async def test_each_section_has_a_box_and_all_are_saved_together(client: Browser) -> None:
    place = await a_place_with_sections(client)
    here = f"/consultations/{place.consultation}"
    empty = {"sections.matter": "", "sections.voices": "", "sections.consensus": ""}
    page = Page(await client.get(here))
    assert boxes(page) == empty
    assert page.one("#sections-matter").above.text == "议题介绍 事情的来由"
    typed = PLAN | TYPED | {"version": "0"}
    sent = await client.post(f"{here}/record", data=typed, headers=HTMX)
    assert (sent.status_code, await saved()) == (200, KEPT)
    assert boxes(Page(await client.get(here))) == empty | TYPED

    whole = TYPED | {"minutes": "【各方发言】\n都说太黑。", "version": "1"}
    assert (await client.post(f"{here}/record", data=PLAN | whole)).status_code == 303
    assert boxes(Page(await client.get(here))) == TYPED | {"sections.voices": "都说太黑。"}
    loose = PLAN | TYPED | {"minutes": "散会后补一句。", "version": "2"}
    assert (await client.post(f"{here}/record", data=loose)).status_code == 303
    page = Page(await client.get(here))
    assert boxes(page)["minutes"] == "散会后补一句。"
    assert page.one("#minutes").above.text.startswith("另外记下的")


@pytest.mark.anyio
async def test_all_of_it_together_has_its_limit(client: Browser) -> None:
    place = await a_place_with_sections(client)
    path = f"/consultations/{place.consultation}/record"
    long = {f"sections.{each.key}": "长" * 4000 for each in SECTIONS[:2]}
    sent = await client.post(path, data=PLAN | long | {"version": "0"})  # and the two heads
    assert (sent.status_code, refused(sent)) == (422, ["最多 8000 字。"])
    assert Page(sent).one("#notice a")["href"] == "#sections-matter"
    fits = long | {"sections.voices": "长" * (4000 - len("【议题介绍】\n\n\n【各方发言】\n"))}
    assert (await client.post(path, data=PLAN | fits | {"version": "0"})).status_code == 303
    assert len(await saved()) == 8000
    longer = PLAN | {"sections.matter": "长" * 4001, "version": "1"}
    assert refused(await client.post(path, data=longer)) == ["这一项太长，最多 4000 个字。"]


@pytest.mark.anyio
async def test_what_was_overtaken_stands_in_its_own_box(client: Browser) -> None:
    place = await a_place_with_sections(client)
    here = f"/consultations/{place.consultation}"
    await client.post(f"{here}/record", data=PLAN | TYPED | {"version": "0"})
    late = {"sections.consensus": "先修两盏。", "draft": "mine", "version": "0"}
    sent = await client.post(f"{here}/record", data=PLAN | late, headers=HTMX)
    assert sent.status_code == 409
    page = Page(await client.get(here))
    assert boxes(page)["sections.consensus"] == "先修两盏。"
    assert boxes(page)["sections.matter"] == TYPED["sections.matter"]
    assert page.texts("[data-theirs]") == ["现在是：年底前修好。 先修村口。"]
    # Another page of mine: what is as it is saved is not kept as if it had been typed.
    carried = PLAN | TYPED | {"opinion": "装灯", "draft": "other", "text": "", "version": "1"}
    await client.post(f"{here}/attendance", data=carried)
    other = (await all_of("unsaved_record"))[-1]
    assert "sections" not in other["fields"]
    said = Page(await client.get(f"{here}?saved=1")).texts("[data-unsaved] h3")
    assert said == ["共识：您写的", "现在保存的"]


@pytest.mark.anyio
async def test_the_filed_record_is_read_by_sections_and_veiled_as_one_text(
    client: Browser,
) -> None:
    place = await a_place_with_sections(client)
    here = f"/consultations/{place.consultation}"
    people = [str(place.people[name]) for name in ("赵书记", "李委员", "钱小三")]
    await client.post(f"{here}/attendance", data={"came": people})
    end = {"version": "0", "conclusion": "consensus", "opinion": "装灯"}
    nothing = refused(await client.post(f"{here}/filing", data=PLAN | end))
    assert "请写明记录。" in nothing
    more = TYPED | {"sections.voices": "钱小三说太黑。"}
    sent = await client.post(f"{here}/filing", data=PLAN | more | end)
    assert sent.status_code == 303, sent.text
    page = Page(await client.get(here))
    assert page.texts("#record h3") == ["议题介绍", "各方发言", "共识"]
    assert page.texts("#record .prose")[1] == "钱小三说太黑。"
    async with county_tx():
        await execute(
            'UPDATE "topic" SET "published_at" = now() WHERE "topic"."county" = $1 AND "id" = $2',
            place.topic,
        )
    client.cookies.clear()
    told = Page(await client.get(here))
    assert told.texts("#record h3") == ["议题介绍", "各方发言", "共识"]
    assert told.texts("#record .prose")[1] == "钱**说太黑。"
