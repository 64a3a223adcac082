from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from app.charter import store
from app.charter.model import Charter, SittingForm
from app.consultations import requirements, rules
from app.consultations.filing import entries
from app.consultations.rules import Plan, State
from app.ledger import Kind
from app.refusal import Refused

CHARTER = store.read((Path(__file__).parent.parent / "charter.toml").read_text())
DAY = date(2026, 3, 25)
ROOM = SittingForm("site", "现场协商")
PLAN = Plan("路灯怎么装", "site", "村口", DAY, "14:30")


def person(grp: str, name: str = "某人", state: str = "present", **more: Any) -> dict[str, Any]:
    return {"grp": grp, "name": name, "state": state, "member": None, "department": None} | more


def fields(wrong: list[Refused]) -> list[str | None]:
    return [each.field for each in wrong]


def test_a_good_plan() -> None:
    assert rules.check_plan(PLAN, CHARTER.forms, DAY, 3) == []


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": "  "}, "title"),
        ({"title": "长" * 61}, "title"),
        ({"form": "banquet"}, "manner"),
        ({"place": "长" * 61}, "place"),
        ({"held_on": None}, "held_on"),
        ({"held_on": DAY + timedelta(days=367)}, "held_on"),
        ({"held_on": DAY - timedelta(days=367)}, "held_on"),
        ({"begins": "下午"}, "begins"),
        ({"begins": "25:00"}, "begins"),
        ({"agenda": "长" * 8001}, "agenda"),
    ],
)
def test_each_thing_that_is_wrong_with_a_plan(change: dict[str, Any], field: str) -> None:
    wrong = rules.check_plan(replace(PLAN, **change), CHARTER.forms, DAY, 3)
    assert fields(wrong) == [field]


@pytest.mark.parametrize(
    "change",
    [
        {"title": "长" * 60},
        {"title": "商"},
        {"place": "长" * 60},
        {"place": "亭"},
        {"place": ""},
        {"held_on": DAY + timedelta(days=366)},
        {"held_on": DAY - timedelta(days=366)},
        {"begins": ""},
        {"begins": "0:00"},
        {"begins": "09:59"},
        {"begins": "23:59"},
        {"agenda": "长" * 8000},
    ],
)
def test_what_a_plan_may_just_be(change: dict[str, Any]) -> None:
    assert rules.check_plan(replace(PLAN, **change), CHARTER.forms, DAY, 1) == []


@pytest.mark.parametrize("begins", ["24:00", "9:60", "9.30", "930"])
def test_a_time_of_day(begins: str) -> None:
    assert fields(rules.check_plan(replace(PLAN, begins=begins), CHARTER.forms, DAY, 1)) == [
        "begins"
    ]
    assert fields(rules.check_plan(replace(PLAN, place="长" * 61), CHARTER.forms, DAY, 1)) == [
        "place"
    ]


def test_minutes_have_eight_thousand_signs_at_most() -> None:
    assert rules.check_minutes("长" * 8000) == []
    assert fields(rules.check_minutes("长" * 8001)) == ["minutes"]


def test_all_that_is_wrong_is_said_at_once() -> None:
    wrong = rules.check_plan(Plan("", "", "", None), CHARTER.forms, DAY, 0)
    assert fields(wrong) == ["title", "manner", "held_on", "circle"]


def test_one_round_at_a_time() -> None:
    rules.check_no_other(0)
    with pytest.raises(Refused, match="已经安排了一次"):
        rules.check_no_other(1)


def test_who_records_is_who_has_the_agenda_s_rings() -> None:
    assert rules.recorders(CHARTER.rings) == {"convener", "township"}


@pytest.mark.parametrize(("state", "text"), [("filed", "已经归档"), ("cancelled", "已经取消")])
def test_what_has_ended_is_not_written_to(state: str, text: str) -> None:
    rules.check_open("planned")
    with pytest.raises(Refused, match=text):
        rules.check_open(state)
    with pytest.raises(Refused, match=text):
        rules.check_sign_in(state, DAY, DAY, ROOM)
    with pytest.raises(Refused, match=text):
        rules.check_cancelling(state, "下雨")


def test_signing_in_is_for_the_day() -> None:
    rules.check_sign_in("planned", DAY, DAY, ROOM)
    with pytest.raises(Refused, match="当天"):
        rules.check_sign_in("planned", DAY, DAY - timedelta(days=1), ROOM)


def test_cancelling_needs_a_reason() -> None:
    rules.check_cancelling("planned", "下雨")
    with pytest.raises(Refused, match="原因"):
        rules.check_cancelling("planned", " ")


def test_corrections_are_for_what_was_filed() -> None:
    assert rules.check_correction("filed", "四人到场", "漏记") == []
    assert fields(rules.check_correction("filed", "", "")) == ["text", "reason"]
    assert rules.check_correction("filed", "四", "漏") == []
    assert rules.check_correction("filed", "长" * 2000, "长" * 2000) == []
    assert fields(rules.check_correction("filed", "长" * 2001, "长" * 2001)) == ["text", "reason"]
    assert "还没有归档" in str(rules.check_correction("planned", "四人到场", "漏记")[0])


def test_a_typical_one_that_was_counted_goes_back_with_a_reason() -> None:
    rules.check_typical(State.PLANNED, typical=False)
    rules.check_typical(State.FILED, typical=True)
    with pytest.raises(Refused, match="归档以后"):
        rules.check_typical(State.PLANNED, typical=True)
    with pytest.raises(Refused, match="写明缘由"):
        rules.check_typical(State.FILED, typical=False, reason=" ")
    rules.check_typical(State.FILED, typical=False, reason="点错了")
    with pytest.raises(Refused, match="已经取消"):
        rules.check_typical(State.CANCELLED, typical=True)


def test_statements() -> None:
    for text in ("太", "长" * 2000):
        assert rules.check_statement(text) == []
    for text in (" ", "长" * 2001):
        assert fields(rules.check_statement(text)) == ["text"]


def test_only_departments_answer() -> None:
    rules.check_answer(person("x"), CHARTER.groups)
    rules.check_answer(person("citizen", department=5), CHARTER.groups)
    with pytest.raises(Refused, match="请来的单位答复"):
        rules.check_answer(person("citizen"), CHARTER.groups)


ENOUGH = [person("convener"), person("member", member=7), person("citizen", "钱小三")]


def ready(people: list[Any], *, charter: Charter = CHARTER, **more: Any) -> list[Refused]:
    known: dict[str, Any] = {"photos": 0, "minutes": "记了", "answers": 0} | more
    held_on = known.pop("held_on", DAY)
    form = known.pop("form", "meeting")
    facts = requirements.facts_of(people, charter, form=form, **known)
    came = len(rules.present(people))
    return requirements.not_ready(charter, facts, held_on, DAY, came=came, form=form)


def test_ready_to_file() -> None:
    assert ready(ENOUGH) == []


def test_what_filing_takes() -> None:
    assert fields(ready(ENOUGH, minutes=" ")) == ["minutes"]
    assert fields(ready(ENOUGH, held_on=DAY + timedelta(days=1))) == ["held_on"]
    assert fields(ready([person("member", member=7)])) == ["came"]
    nobody = [person("member", state="invited"), person("citizen"), person("x")]
    assert fields(ready(nobody)) == ["participants"]  # said once, though two rules say it


@pytest.mark.parametrize(
    ("what", "mended"),
    [
        ("photos:2", {"photos": 2}),
        ("department_answer", {"answers": 1}),
        ("opinion", {"opinion": "装灯"}),
    ],
)
def test_what_the_charter_asks_of_the_agenda(what: str, mended: dict[str, Any]) -> None:
    charter = store.read((Path(__file__).parent.parent / "charter.toml").read_text())
    next(ring for ring in charter.rings if ring.name == "汇总意见").requires.append(what)
    assert len(ready(ENOUGH, charter=charter)) == 1
    assert ready(ENOUGH, charter=charter, **mended) == []


def test_what_must_be_there_is_said_per_form() -> None:
    """A letter is answered by one, and of a talk at the door there is no photo."""
    charter = store.read((Path(__file__).parent.parent / "charter.toml").read_text())
    next(ring for ring in charter.rings if ring.name == "汇总意见").requires.append("photos:2")
    charter.consultations.forms.append(SittingForm("written", "书面协商", fewest=1, photo=False))
    one = [person("member", member=7)]
    assert ready(one, charter=charter, form="written") == []
    assert fields(ready(one, charter=charter)) == ["came", "photos"]
    assert fields(ready([], charter=charter, form="written"))[0] == "came"


ASKED = {  # a field of a form → what a ring requires, and of which field of the page it is said
    "photo": ("photos:1", "photos"),
    "member": ("member_present", "participants"),
    "answer": ("department_answer", "statements"),
    "circle": ("composition", "circle"),
}


def test_each_thing_that_a_form_may_do_without() -> None:
    """A form that says nothing is asked for all; one that says no to one thing, for all others."""
    ticks = [each.name for each in structs.fields(SittingForm) if each.type is bool]
    assert ticks == ["place", *ASKED]
    charter = store.read((Path(__file__).parent.parent / "charter.toml").read_text())
    ring = next(ring for ring in charter.rings if ring.name == "汇总意见")
    ring.requires += [need for need, _field in ASKED.values()]
    one, every = [person("convener")], {field for _need, field in ASKED.values()}
    assert charter.composition.member_required is True
    for name, (_need, field) in ASKED.items():
        without = structs.replace(SittingForm("site", "现场", fewest=1), **{name: False})
        charter.consultations.forms[1] = without
        assert set(fields(ready(one, charter=charter, form="site"))) == every - {field}
    charter.consultations.forms[1] = SittingForm("site", "现场", fewest=1)
    assert set(fields(ready(one, charter=charter, form="site"))) == every


def test_only_what_has_a_place_is_at_the_station_where_nobody_says() -> None:
    room, letter = SittingForm("room", "会议"), SittingForm("letter", "书面", place=False)
    assert [rules.placed(said, room, "村站") for said in ("", " ", " 村口 ")] == [
        "村站",
        "村站",
        "村口",
    ]
    assert [rules.placed(said, letter, "村站") for said in ("", " ", "线上")] == ["", "", "线上"]


def test_the_composition_is_that_of_those_who_came() -> None:
    charter = store.read((Path(__file__).parent.parent / "charter.toml").read_text())
    next(ring for ring in charter.rings if ring.name == "组织讨论").requires.append("composition")
    assert ready(ENOUGH, charter=charter) == []
    (wrong,) = ready([*ENOUGH[:2], person("citizen", state="absent")], charter=charter)
    assert "群众代表（0/1）" in str(wrong)


def test_the_conclusion_is_one_of_four() -> None:
    assert requirements.conclusion_of("hard") == "hard"
    assert requirements.conclusion_of("applause") is None


def test_one_more_in_the_circle() -> None:
    groups = CHARTER.groups
    assert rules.check_person(groups, "citizen", "周五", ENOUGH, None) == []
    for grp, name, member, texts in (
        ("nobody", "周五", None, ["请选一个类别的人员。"]),
        ("citizen", " ", None, ["请写姓名，不超过 30 字。"]),
        ("citizen", "钱小三", None, ["钱小三 已经在内。"]),
        ("member", "另一位", 7, ["另一位 已经在内。"]),
        ("convener", "周五", None, ["「召集人」最多 1 位。"]),
        ("convener", "长" * 31, None, ["请写姓名，不超过 30 字。", "「召集人」最多 1 位。"]),
    ):
        wrong = rules.check_person(groups, grp, name, ENOUGH, member)
        assert [str(each) for each in wrong] == texts
    assert rules.check_person(groups, "convener", "周五", ENOUGH, None, any_number=True) == []
    assert rules.check_person(groups, "citizen", "长" * 30, ENOUGH, None) == []
    assert rules.check_person(groups, "citizen", "周", ENOUGH, None) == []
    assert rules.check_person(groups, "convener", "周五", [], None) == []
    assert rules.check_person(groups, "member", "另一位", ENOUGH, 8) == []
    named = [*ENOUGH, person("citizen", "周五", member=9)]
    assert rules.check_person(groups, "citizen", "周五", named, None) == []  # of the same name


def test_what_a_filed_one_means_to_the_ledger() -> None:
    consultation = {
        "id": 1,
        "topic": 2,
        "station": 3,
        "held_on": DAY,
        "form": "site",
        "conclusion": "partial",
        "typical": True,
    }
    people = [
        *ENOUGH,
        person("member", "没编号的委员"),
        person("member", "没来", "absent", member=8),
        person("citizen", "也来了"),
        person("citizen", "请了没来", "invited"),
        person("x", "孙科长", department=9),
    ]
    statements = [{"answers": None}, {"answers": None}, {"answers": 1}]
    posted = entries(consultation, people, statements, CHARTER, "hard", actor=4)
    assert [(each.kind, each.quantity, each.member) for each in posted] == [
        (Kind.CONSULTATION_FILED, 1, None),
        (Kind.CONSULTATION_TYPICAL, 1, None),
        (Kind.ATTENDANCE_MEMBER, 1, 7),
        (Kind.ATTENDANCE_MEMBER, 1, None),
        (Kind.ATTENDANCE_CITIZEN, 2, None),
        (Kind.ATTENDANCE_DEPARTMENT, 1, None),
        (Kind.STATEMENT_MADE, 2, None),
        (Kind.STATEMENT_ANSWERED, 1, None),
    ]
    assert {each.happened_on for each in posted} == {DAY}
    assert [each.result for each in posted if each.result] == ["partial"]
    quiet = entries(consultation | {"typical": False}, [], [], CHARTER, "hard")
    assert [each.kind for each in quiet] == [Kind.CONSULTATION_FILED]
