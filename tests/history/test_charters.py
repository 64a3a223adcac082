"""A charter of an earlier schema is brought up to today's when it is read; what is stored stays."""

import ast
import re
import tomllib
from copy import deepcopy
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
import pytest
from httpx import AsyncClient
from hypothesis import HealthCheck, settings
from hypothesis import given as property_of
from hypothesis import strategies as st

from app.access.roles import Role
from app.charter import presets, rules, shape, store
from app.charter.english import spoken
from app.charter.model import Host
from app.charter.sheets import Excluded
from app.charter.upgrades import SCHEMA, STEPS, NewerSchema, brought_up
from app.dates import today
from app.db import county_tx, rows, tx
from app.drafting import drafts
from app.i18n import language
from app.refusal import RefusedAll
from app.scoring.rules import ranking
from app.topics.requirements import unmet
from tests import given
from tests.sources import parsed

FIRST = (Path(__file__).parent / "charters" / "schema-1.toml").read_text("utf-8")
SECOND = (Path(__file__).parent / "charters" / "schema-2.toml").read_text("utf-8")
THIRD = (Path(__file__).parent / "charters" / "schema-3.toml").read_text("utf-8")
FOURTH = (Path(__file__).parent / "charters" / "schema-4.toml").read_text("utf-8")
FIFTH = (Path(__file__).parent / "charters" / "schema-5.toml").read_text("utf-8")
SIXTH = (Path(__file__).parent / "charters" / "schema-6.toml").read_text("utf-8")
FIFTH_HASH = "def548a0051780f615ada0ae9f4f9c7e2ce06601a31ff4bd40496d70cc2f1b90"
SIXTH_HASH = "0d08d0cfcfb3966809e545b401e53553e326dbef43e0bdfa7b4e9198521cfa26"
FOURTH_HASH = "1c515bb73c7a8cde8194f3c15b0738e8a410129ea099316dce8c9641b51a62c4"
THIRD_HASH = "17e9b5ebbe31e1519a6294e812bc693b307b71f55f33ed5529e4954c3f3b00c1"
SECOND_HASH = "dc80dd55db310106d8afdf2fbf8930c26c78c039fea85a346dcbbd54916520dc"
HASH = "50ebd101e32d0aa6fc1ced01bb31102e52ff11120108af277524a114d3389f46"
NEWER = FIRST.replace("schema = 1", "schema = 99").replace("[names]", "x = 1\n[names]")


def test_the_first_release_s_document_reads_as_today_s_preset() -> None:
    """Yanjiang's of that day: `evidence` is a photo, its lack none."""
    assert sha256(FIRST.encode()).hexdigest() == HASH
    charter = store.read(FIRST)
    assert rules.check(charter) == []
    assert charter.schema == SCHEMA
    (standard,) = charter.stations.standards
    assert [(item.key, item.photo) for item in standard.items] == [
        ("place", True), ("sign", True), ("system", True), ("activity", False), ("effect", False),
    ]  # fmt: skip


def test_a_list_of_the_second_schema_has_groups() -> None:
    """Jiashan's of that day: what was ticked as not being there is said without a not."""
    assert sha256(SECOND.encode()).hexdigest() == SECOND_HASH
    charter = store.read(SECOND)
    assert rules.check(charter) == []
    (fit,) = charter.topics.admission.groups
    assert (fit.key, fit.name, fit.at_least) == ("fit", "宜", 1)
    assert [item.key for item in fit.items] == ["centre", "shared", "able"]
    research = charter.consultations.research
    assert research
    assert [(group.key, group.name, group.at_least) for group in research.groups] == [
        ("fit", "宜", 1), ("unfit", "不宜", 0),
    ]  # fmt: skip
    assert [item.text for item in research.groups[1].items] == [
        "先入为主", "增加基层负担", "走过场", "以偏概全", "说空话",
    ]  # fmt: skip
    assert [ring.requires for ring in charter.rings if ring.kind == "research"] == [
        ["research_report", "visits:2"]
    ]


def test_a_name_of_the_third_schema_excludes_all_that_are_called_so() -> None:
    """As it always meant; the document's text and its hash stay."""
    assert sha256(THIRD.encode()).hexdigest() == THIRD_HASH
    (sheet,) = store.read(THIRD).scoring.sheets
    assert sheet.excluded == [Excluded("县级站"), Excluded("东风村站")]
    names = {"1": "东风村站", "2": "东风村站", "3": "石月村站"}
    found = ranking(sheet, names, {})
    assert {each.subject for each in found if each.why_no_rank} == {"1", "2"}


def test_a_charter_of_the_fourth_schema_names_nobody_who_runs_it() -> None:
    """Zhen'an's of that day: its pages show no office, and all else is as it was."""
    assert sha256(FOURTH.encode()).hexdigest() == FOURTH_HASH
    charter = store.read(FOURTH)
    assert rules.check(charter) == []
    assert charter.schema == SCHEMA
    assert charter.host == Host()
    assert store.read(store.write(charter)) == charter


def test_minutes_under_a_charter_of_the_fifth_schema_are_one_text() -> None:
    """Wudu's of that day: the field that its conveners know, and all else as it was."""
    assert sha256(FIFTH.encode()).hexdigest() == FIFTH_HASH
    charter = store.read(FIFTH)
    assert rules.check(charter) == []
    assert (charter.schema, charter.consultations.sections) == (SCHEMA, [])
    assert store.read(store.write(charter)) == charter


def test_under_a_charter_of_the_sixth_schema_no_faces_are_shown_and_english_is_the_usual() -> None:
    """The county gave no English itself."""
    assert sha256(SIXTH.encode()).hexdigest() == SIXTH_HASH
    charter = store.read(SIXTH)
    assert rules.check(charter) == []
    assert (charter.schema, charter.english) == (SCHEMA, {}) == (7, {})
    assert charter.publicity.faces is False
    assert store.read(store.write(charter)) == charter
    before = language.set("en")
    try:
        told = spoken(charter)
        assert (told.names.topic, told.names.member) == ("Topic", "Member")
        assert told.outcome_kinds.keys() == charter.outcome_kinds.keys()
        assert "Proposal" in told.outcome_kinds.values()
        assert spoken(charter) is told  # made once
    finally:
        language.reset(before)
    assert spoken(charter) is charter


def test_what_a_county_wrote_itself_keeps_its_sense() -> None:
    """Only the 不议 at the end goes: 不涉及公共利益 would say the opposite without its not."""
    unfit = [{"key": "a", "text": "不涉及公共利益"}, {"key": "unfit", "text": "涉密的不议"}]
    data = {"schema": 2, "topics": {"admission": {"fit": [], "unfit": unfit}}}
    groups = brought_up(data)["topics"]["admission"]["groups"]
    assert [item["text"] for item in groups[1]["items"]] == ["不涉及公共利益", "涉密"]
    assert [group["key"] for group in groups] == ["fit", "unfit-group"]
    assert unfit[1]["text"] == "涉密的不议"


@pytest.mark.parametrize(
    ("ticked", "lacking"),
    [
        (["centre", "livelihood", "governance", "building", "conflict", "able", "unfit"], ()),
        (["able", "unfit"], ()),
        (["unfit"], ("宜（至少符合 1 条，已选 0 条）",)),
        (["able"], ("不宜（没有确认“以上一条也没有”）",)),
        (["able", "law", "judicial"], ("不宜（没有确认“以上一条也没有”）",)),
    ],
)
def test_a_topic_of_an_old_version_is_decided_by_the_new_reading_of_its_own_list(
    ticked: list[str], lacking: tuple[str, ...]
) -> None:
    """Six of six stays enough, and one of the six is."""
    assert unmet(store.read(FIRST).topics.admission, ticked) == lacking


def test_brought_up_it_says_today_s_schema_and_its_source_stays() -> None:
    data = tomllib.loads(FIRST)
    before = deepcopy(data)
    found = brought_up(data)
    assert data == before
    assert (data["schema"], found["schema"]) == (1, SCHEMA)
    assert brought_up(found) is found
    assert len(STEPS) == SCHEMA - 1


@pytest.mark.parametrize("slug", presets.slugs())
def test_what_the_program_ships_is_of_today_s_schema(slug: str) -> None:
    assert tomllib.loads(presets.document(slug))["schema"] == SCHEMA
    assert drafts.blank() == {"schema": SCHEMA}


def test_a_newer_one_is_refused_in_words_and_nothing_else_is_said() -> None:
    said = f"这份规则的格式是第 99 版，本程序只认得到第 {SCHEMA} 版"
    with pytest.raises(NewerSchema) as refusal:
        store.read(NEWER)
    assert said in str(refusal.value)
    (problem,) = shape.misshapen(NEWER)
    assert said in problem.says()
    assert (problem.place, shape.plain(NEWER)) == ((), {})
    with pytest.raises(NewerSchema):
        store.checked(NEWER)
    with pytest.raises(NewerSchema):
        drafts.data_of({"document": '{"schema": 99}'})


@pytest.mark.parametrize("schema", ["0", "-1", "true", '"1"', "1.0", "[1]"])
def test_what_is_no_schema_is_refused_as_it_stands(schema: str) -> None:
    document = FIRST.replace("schema = 1", f"schema = {schema}")
    with pytest.raises(RefusedAll):
        store.checked(document)
    assert shape.plain(document)["schema"] == tomllib.loads(document)["schema"]


def test_a_word_that_never_was_allowed_is_not_swallowed() -> None:
    document = FIRST.replace('evidence = "photo"', 'evidence = "film"', 1)
    (problem,) = shape.misshapen(document)
    assert problem.place == ("stations", "standards", 0, "items", 0, "evidence")


ODD = st.recursive(
    st.none() | st.integers() | st.text(max_size=3) | st.booleans(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    *("stations", "standards", "items", "evidence", "admission", "fit", "unfit"),
                    *("text", "sheets", "excluded"),
                ]
            ),
            inner,
            max_size=3,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@property_of(
    st.dictionaries(st.sampled_from(["stations", "names", "topics", "scoring"]), ODD),
    st.integers(0, SCHEMA),
)
def test_steps_bear_with_data_of_any_shape(data: dict[str, Any], schema: int) -> None:
    found = brought_up({**data, "schema": schema})
    assert shape.readable(found)
    assert found["schema"] in {0, SCHEMA}


def readers() -> set[tuple[str, str]]:
    """Whoever turns text or data into a charter: file, function."""
    found = set()
    for path in Path("app").rglob("*.py"):
        if not any(word in path.read_text("utf-8") for word in ("tomllib", "loads", "Charter")):
            continue
        for function in ast.walk(parsed(path)):
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                source = ast.unparse(function)
                if re.search(r"tomllib\.|json\.loads\(record|, (type=)?Charter\)", source):
                    found.add((path.name, function.name))
    return found


def test_nobody_reads_a_charter_past_the_upgrades() -> None:
    """`readable` takes data that was brought up."""
    assert readers() == {
        ("county.py", "demos"),  # a demo's figures, no charter
        ("own.py", "own"),  # laid over a preset, and read as a text
        ("drafts.py", "data_of"),
        ("english.py", "in_english"),  # of one that was read
        ("i18n.py", "shipped"),  # names, no charter
        ("naming.py", "renamed"),  # of one that was read
        ("shape.py", "misshapen"),
        ("shape.py", "plain"),
        ("shape.py", "readable"),
        ("store.py", "read"),
    }


@pytest.mark.anyio
async def test_signed_restored_and_exported_as_it_was(client: AsyncClient) -> None:
    """An old file that an office kept may be brought in; its text stays, letter for letter."""
    await given.signed_in(client, Role.OFFICE)
    form = {
        "document": FIRST,
        "note": "从前导出的",
        "effective_on": str(today()),
        "made_against": "1",
        "confirmed": "true",
    }
    answer = await client.post("/charter/versions", data=form)
    assert answer.status_code == 303, answer.text[-2000:]
    async with county_tx(readonly=True):
        saved = (await rows(VERSIONS))[-1]
        assert (await store.in_force())[0] == saved["id"]
    assert sha256(saved["document"].encode()).hexdigest() == HASH
    exported = await client.get(f"/charter/versions/{saved['id']}/export")
    assert sha256(exported.content).hexdigest() == HASH
    assert "五有" in (await client.get("/charter")).text
    assert (await client.get("/stations")).status_code == 200


VERSIONS = """
    SELECT "id", "document" FROM "charter" WHERE "charter"."county" = $1 ORDER BY "number"
"""
AGED = """
    UPDATE "charter_draft" SET "document" = $3, "previous" = $3
    WHERE "charter_draft"."county" = $1 AND "id" = $2
"""


@pytest.mark.anyio
async def test_an_old_draft_is_edited_and_signed(client: AsyncClient) -> None:
    await given.signed_in(client, Role.OFFICE)
    async with county_tx():
        draft = await drafts.begin(drafts.blank(), "旧的", "李")
        old = msgspec.json.encode(tomllib.loads(FIRST)).decode()
        await tx().connection.execute(AGED, tx().county, draft, old)
    here = f"/charter/drafts/{draft}"
    page = (await client.get(f"{here}/stations")).text
    assert 'name="stations.standards.0.items.0.photo"' in page
    form = {"note": "签发", "effective_on": str(today()), "made_against": "1", "confirmed": "true"}
    answer = await client.post(f"{here}/signing", data=form)
    assert answer.status_code == 303, answer.text[-2000:]
    async with county_tx(readonly=True):
        _id, charter = await store.in_force()
    assert charter == store.read(FIRST)


@pytest.mark.anyio
async def test_a_county_whose_rules_are_newer_than_the_program_says_so(
    client: AsyncClient,
) -> None:
    async with county_tx():
        await store.save(NEWER, author="李", note="以后", effective_on=date(2021, 1, 1))
    answer = await client.get("/topics")
    assert answer.status_code == 422
    assert "这份规则的格式是第 99 版" in answer.text
