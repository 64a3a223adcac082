"""The matter's way, ring by ring, on the small charter of tests/charter.toml."""

from datetime import date

import pytest
from msgspec import structs

from app.charter import store
from app.charter.model import Conclusion, RingKind
from app.charter.stages import Decision, Stage
from app.refusal import Refused, RefusedAll
from app.topics import rules
from app.topics.rules import Facts, Move
from tests.given import CHARTER

charter = store.read(CHARTER)
rings = charter.rings
PLACE = {ring.name: place for place, ring in enumerate(rings)}
ADMITTED = Facts(opinion="可以")
SITTING = Facts(members_present=1, minutes="大家同意先修北路。")


@pytest.mark.parametrize(
    ("ring", "stage"),
    [
        ("提出", Stage.RAISED),
        ("镇街初筛", Stage.SCREENING),
        ("委室审核", Stage.SCREENING),
        ("报党委审定", Stage.SCREENING),
        ("确定人员", Stage.ACCEPTED),
        ("商前调研", Stage.PREPARING),
        ("介绍情况", Stage.CONSULTING),
        ("汇总意见", Stage.CONSULTING),
        ("报送成果", Stage.CONCLUDED),
        ("采纳", Stage.REPORTED),
        ("落实", Stage.CARRYING_OUT),
        ("回头看", Stage.CARRYING_OUT),
        ("答复评价", Stage.CARRYING_OUT),
        ("公开", Stage.ANSWERED),
    ],
)
def test_each_ring_has_its_stage(ring: str, stage: Stage) -> None:
    assert rules.stage_at(rings, PLACE[ring]) is stage


def test_past_the_last_ring_it_is_closed() -> None:
    last = len(rings) - 1
    assert rules.onward(rings, last) == Move(Stage.CLOSED, last)


def test_reviews_are_drawn_as_one() -> None:
    drawn = [name for name, _first, _last in charter.marks]
    assert drawn[:3] == ["提出", "审核", "报党委审定"]
    assert charter.marks[1] == ("审核", 1, 2)


@pytest.mark.parametrize(
    ("decision", "move"),
    [
        (Decision.PASS, Move(Stage.SCREENING, 2)),
        (Decision.RETURN, Move(Stage.RAISED, 0)),
        (Decision.DECLINE, Move(Stage.DECLINED, 1)),
        (Decision.MERGE, Move(Stage.MERGED, 1)),
        (Decision.ESCALATE, Move(Stage.SCREENING, 2)),
        (Decision.SETTLE, Move(Stage.SETTLED, 1)),
    ],
)
def test_a_review_leads_somewhere(decision: Decision, move: Move) -> None:
    found = rules.review(
        rings, 1, decision, facts=ADMITTED, reason="courts", reasons=["courts"], into=7
    )
    assert found == move


def test_delegated_goes_to_the_level_below() -> None:
    assert rules.review(rings, 2, Decision.DELEGATE, facts=ADMITTED) == Move(Stage.SCREENING, 1)


@pytest.mark.parametrize(
    ("place", "decision", "facts", "field"),
    [
        (1, Decision.PASS, Facts(admission=("两议",)), "ticked"),
        (1, Decision.RETURN, Facts(), "opinion"),
        (1, Decision.DECLINE, Facts(opinion="不行"), "reason"),
        (1, Decision.MERGE, Facts(opinion="同一件"), "into"),
        (2, Decision.ESCALATE, Facts(opinion="太大"), "decision"),
        (1, Decision.DELEGATE, Facts(opinion="小事"), "decision"),
    ],
)
def test_a_review_refuses(place: int, decision: Decision, facts: Facts, field: str) -> None:
    with pytest.raises(Refused) as refused:
        rules.review(rings, place, decision, facts=facts, reason="weather", reasons=["courts"])
    assert refused.value.field == field


def test_an_approval_needs_its_document() -> None:
    place = PLACE["报党委审定"]
    with pytest.raises(Refused, match="文号"):
        rules.approve(rings, place, approved=True, facts=Facts(opinion="同意"))
    found = rules.approve(rings, place, approved=True, facts=Facts(document="县委〔2026〕3号"))
    assert found == Move(Stage.ACCEPTED, place + 1)


def test_what_is_not_approved_goes_back_with_a_reason() -> None:
    place = PLACE["报党委审定"]
    with pytest.raises(Refused, match="理由"):
        rules.approve(rings, place, approved=False, facts=Facts())
    found = rules.approve(rings, place, approved=False, facts=Facts(opinion="再议"))
    assert found == Move(Stage.SCREENING, place - 1)


def test_everything_missing_is_said_at_once() -> None:
    with pytest.raises(RefusedAll) as refused:
        rules.leave(rings, PLACE["商前调研"], Facts())
    assert [each.field for each in refused.value.refusals] == ["report", "visits"]


@pytest.mark.parametrize(
    ("conclusion", "move"),
    [
        (Conclusion.CONSENSUS, Move(Stage.CONCLUDED, PLACE["报送成果"])),
        (Conclusion.PARTIAL, Move(Stage.CONCLUDED, PLACE["报送成果"])),
        (Conclusion.NONE, Move(Stage.CONSULTING, PLACE["介绍情况"])),
        (Conclusion.HARD, Move(Stage.REFERRED, PLACE["介绍情况"])),
    ],
)
def test_a_conclusion_leads_on_round_or_up(conclusion: Conclusion, move: Move) -> None:
    assert rules.concluded(rings, PLACE["介绍情况"], conclusion, SITTING) == move


def test_a_sitting_needs_what_its_rings_require() -> None:
    with pytest.raises(RefusedAll) as refused:
        rules.concluded(rings, PLACE["介绍情况"], Conclusion.CONSENSUS, Facts())
    assert {each.field for each in refused.value.refusals} == {"participants", "minutes"}


def test_no_conclusion_before_its_time() -> None:
    with pytest.raises(Refused, match="镇街初筛"):
        rules.concluded(rings, 1, Conclusion.CONSENSUS, SITTING)


def test_not_adopted_still_ends_in_an_answer() -> None:
    with pytest.raises(Refused, match="理由"):
        rules.adopted(rings, PLACE["采纳"], adopted=False, reason=" ")
    found = rules.adopted(rings, PLACE["采纳"], adopted=False, reason="没有资金")
    assert found == Move(Stage.CARRYING_OUT, PLACE["答复评价"])


def test_carried_out_means_promised_done_and_verified() -> None:
    place = PLACE["落实"]
    with pytest.raises(Refused, match="谁办"):
        rules.carried_out(rings, place, 0, 0)
    with pytest.raises(Refused, match="2 件"):
        rules.carried_out(rings, place, 2, 3)
    assert rules.carried_out(rings, place, 0, 3).ring == place + 1


def test_answered_waits_for_the_rating() -> None:
    place = PLACE["答复评价"]
    move = rules.answered(rings, place, Stage.CARRYING_OUT, "路已经修好，请您看看。")
    assert move == Move(Stage.ANSWERED, place, told=True)
    assert rules.holders(rings, move) == []
    with pytest.raises(Refused, match="10 个字"):
        rules.answered(rings, place, Stage.CARRYING_OUT, "好了")
    with pytest.raises(Refused, match="答复过"):
        rules.answered(rings, place, Stage.ANSWERED, "路已经修好，请您看看。")


def test_what_was_talked_over_and_referred_still_owes_an_answer() -> None:
    referred = rules.concluded(rings, PLACE["组织讨论"], Conclusion.HARD, SITTING)
    assert rules.holders(rings, referred) == ["convener", "township", "office"]
    ring = rings[referred.ring]
    assert rules.turn(ring, Stage.REFERRED, ["convener"], ["convener"]) == "answer"
    told = rules.answered(rings, referred.ring, Stage.REFERRED, "已报县委、县政府作决策参考。")
    assert told.stage is Stage.REFERRED
    assert rules.holders(rings, told) == []
    assert rules.turn(ring, Stage.REFERRED, [], ["convener"]) == ""


def test_not_solved_reopens_even_what_was_closed() -> None:
    carrying_out = Move(Stage.CARRYING_OUT, PLACE["落实"])
    for stage in (Stage.ANSWERED, Stage.CLOSED, Stage.SETTLED):
        assert rules.rated(rings, PLACE["答复评价"], stage=stage, solved=False) == carrying_out
    solved = rules.rated(rings, PLACE["答复评价"], stage=Stage.ANSWERED, solved=True)
    assert solved == Move(Stage.ANSWERED, PLACE["公开"])
    with pytest.raises(Refused, match="还没有答复"):
        rules.rated(rings, PLACE["落实"], stage=Stage.CARRYING_OUT, solved=True)


def test_only_the_ring_s_people_in_the_ring_s_turn() -> None:
    ring = rings[PLACE["镇街初筛"]]
    rules.check_turn(ring, Stage.SCREENING, {RingKind.REVIEW}, {"township"})
    with pytest.raises(Refused, match="不由您办理"):
        rules.check_turn(ring, Stage.SCREENING, {RingKind.REVIEW}, {"member"})
    with pytest.raises(Refused, match="现在轮到"):
        rules.check_turn(ring, Stage.SCREENING, {RingKind.REPORT}, {"township"})
    with pytest.raises(Refused, match="已经结束"):
        rules.check_turn(ring, Stage.CLOSED, {RingKind.REVIEW}, {"township"})


def test_the_circle_says_who_is_lacking() -> None:
    assert rules.lacking(charter.composition, ["convener", "member"]) == ("群众代表（0/1）",)
    assert rules.lacking(charter.composition, ["convener", "member", "citizen"]) == ()


@pytest.mark.parametrize(
    ("roles", "origin"),
    [(set(), "citizen"), ({"member"}, "member"), ({"township"}, "station"), ({"party"}, "citizen")],
)
def test_in_whose_name_a_matter_is_raised(roles: set[str], origin: str) -> None:
    assert rules.origin(rings[0], roles) == origin


def test_a_bad_form_is_told_all_that_is_wrong() -> None:
    wrong = rules.check_raising("灯", "", "weather", ["hard"])
    assert [each.field for each in wrong] == ["title", "story", "category"]
    assert rules.check_raising("村口路灯坏了", "三个月了", "hard", ["hard"]) == []
    assert rules.check_raising("村口路灯坏了", "三个月了", "", ["hard"]) == []


@pytest.mark.parametrize(
    ("before", "chosen", "decision", "after"),
    [
        ("", "hard", Decision.PASS, "hard"),
        ("", "hard", Decision.SETTLE, "hard"),
        ("hard", "", Decision.PASS, "hard"),
        ("hard", "key", Decision.PASS, "key"),
        ("hard", "weather", Decision.PASS, "hard"),
        ("", "", Decision.DECLINE, ""),
        ("", "hard", Decision.ESCALATE, ""),
    ],
)
def test_whoever_lets_a_matter_in_says_what_it_is_about(
    before: str, chosen: str, decision: Decision, after: str
) -> None:
    assert rules.category_after(before, chosen, ["hard", "key"], decision) == after


@pytest.mark.parametrize("decision", [Decision.PASS, Decision.SETTLE])
def test_nothing_is_let_in_without_a_category(decision: Decision) -> None:
    for chosen in ("", "weather"):
        with pytest.raises(Refused) as refused:
            rules.category_after("", chosen, ["hard"], decision)
        assert refused.value.field == "category"


def test_an_unrated_answer_lapses_only_after_its_limit() -> None:
    with pytest.raises(Refused, match="期限未到"):
        rules.check_lapse(Stage.ANSWERED, date(2026, 3, 5), date(2026, 3, 5))
    rules.check_lapse(Stage.ANSWERED, date(2026, 3, 5), date(2026, 3, 6))


def test_what_is_accepted_is_not_withdrawn() -> None:
    assert rules.withdrawn(1, Stage.SCREENING, "解决了").stage is Stage.WITHDRAWN
    with pytest.raises(Refused, match="已经立项"):
        rules.withdrawn(5, Stage.PREPARING, "算了")


@pytest.mark.parametrize(
    ("field", "text", "wrong"),
    [
        ("title", "三个字", True),
        ("title", "四个字的", False),
        ("title", "长" * 60, False),
        ("title", "长" * 61, True),
        ("story", "事", False),
        ("story", "长" * 4000, False),
        ("story", "长" * 4001, True),
    ],
)
def test_how_long_what_is_raised_may_be(field: str, text: str, wrong: bool) -> None:
    fine = {"title": "村口路灯坏了", "story": "三个月了"}
    found = rules.check_raising(**fine | {field: text}, category="hard", categories=["hard"])
    assert [each.field for each in found] == ([field] if wrong else [])


@pytest.mark.parametrize(
    ("text", "fine"), [("路已经修好请您看看", False), ("路已经修好，请您看看", True)]
)
def test_an_answer_has_ten_signs(text: str, fine: bool) -> None:
    def answer() -> Move:
        return rules.answered(rings, PLACE["答复评价"], Stage.CARRYING_OUT, f" {text} ")

    if fine:
        assert answer().stage is Stage.ANSWERED
        return
    with pytest.raises(Refused, match="10 个字"):
        answer()


def test_an_answer_in_its_turn_only() -> None:
    with pytest.raises(Refused, match="现在轮到「落实」"):
        rules.answered(rings, PLACE["落实"], Stage.CARRYING_OUT, "路已经修好，请您看看。")


def test_what_has_no_answer_does_not_lapse() -> None:
    with pytest.raises(Refused, match="还没有答复"):
        rules.check_lapse(Stage.CARRYING_OUT, date(2026, 3, 5), date(2026, 3, 6))


def test_a_withdrawal_says_why() -> None:
    assert rules.withdrawn(1, Stage.RAISED, "解决了") == Move(Stage.WITHDRAWN, 1)
    with pytest.raises(Refused, match="缘由"):
        rules.withdrawn(1, Stage.RAISED, " ")


def test_what_was_solved_stays_where_it_ended() -> None:
    last, place = len(rings) - 1, PLACE["镇街初筛"]
    settled = rules.rated(rings, place, stage=Stage.SETTLED, solved=True)
    assert settled == Move(Stage.SETTLED, place)
    assert rules.rated(rings, 3, stage=Stage.CLOSED, solved=True) == Move(Stage.CLOSED, last)
    short = [ring for ring in rings if ring.kind is not RingKind.CARRY_OUT]
    reopened = rules.rated(short, 5, stage=Stage.ANSWERED, solved=False)
    assert reopened == Move(Stage.CARRYING_OUT, 5)


def test_where_nobody_may_raise_by_themselves() -> None:
    closed = structs.replace(rings[0], by=["member", "office"])
    assert rules.origin(closed, {"member"}) == "member"
    assert rules.origin(closed, {"office"}) == "station"
    with pytest.raises(Refused, match="不接受自行提出"):
        rules.origin(closed, set())
    with pytest.raises(Refused, match="不接受自行提出"):
        rules.origin(structs.replace(closed, by=["office"]), {"member"})


@pytest.mark.parametrize(
    ("ring", "stage", "held", "form"),
    [
        ("镇街初筛", Stage.SCREENING, ["township"], "review"),
        ("镇街初筛", Stage.SCREENING, ["member"], ""),
        ("镇街初筛", Stage.DECLINED, ["township"], ""),
        ("组织讨论", Stage.CONSULTING, ["convener"], "agenda"),
        ("答复评价", Stage.CARRYING_OUT, ["office"], "answer"),
        ("答复评价", Stage.ANSWERED, ["office"], "lapse"),
        ("落实", Stage.CARRYING_OUT, ["office"], "carry_out"),
    ],
)
def test_which_form_is_offered_to_whom(ring: str, stage: Stage, held: list[str], form: str) -> None:
    assert rules.turn(rings[PLACE[ring]], stage, [], held) == form


def test_who_holds_it() -> None:
    assert rules.holders(rings, Move(Stage.RAISED, 0)) == [
        "member",
        "convener",
        "township",
        "office",
    ]
    assert rules.holders(rings, Move(Stage.CARRYING_OUT, PLACE["答复评价"])) == [
        "convener", "township", "office",
    ]  # fmt: skip
    assert rules.holders(rings, Move(Stage.CLOSED, len(rings) - 1)) == []
    assert rules.raised(rings) == Move(Stage.SCREENING, 1)


def test_adopted_goes_on() -> None:
    assert rules.adopted(rings, PLACE["采纳"], adopted=True, reason="") == Move(
        Stage.CARRYING_OUT, PLACE["落实"]
    )
    unrated = [ring for ring in rings if ring.kind is not RingKind.RATE]
    found = rules.adopted(unrated, PLACE["采纳"], adopted=False, reason="没有资金")
    assert found == Move(Stage.CARRYING_OUT, PLACE["落实"])


@pytest.mark.parametrize("place", [PLACE["商前调研"], PLACE["报送成果"]])
def test_a_sitting_at_its_rings_only(place: int) -> None:
    with pytest.raises(Refused, match="现在轮到"):
        rules.concluded(rings, place, Conclusion.CONSENSUS, SITTING)
    for inside in (PLACE["介绍情况"], PLACE["汇总意见"]):
        assert rules.concluded(rings, inside, Conclusion.NONE, SITTING).ring == PLACE["介绍情况"]


def test_not_approved_at_the_very_beginning_stays_there() -> None:
    gate = [ring for ring in rings if ring.name == "报党委审定"]
    found = rules.approve(gate, 0, approved=False, facts=Facts(opinion="再议"))
    assert found == Move(Stage.SCREENING, 0)


@pytest.mark.parametrize(
    ("what", "short", "enough"),
    [
        ("opinion", Facts(opinion=" "), Facts(opinion="可以")),
        ("research_report", Facts(report=" "), Facts(report="走访了")),
        ("visits:3", Facts(visits=2), Facts(visits=3)),
        ("composition", Facts(lacking=("群众代表（0/1）",)), Facts()),
        ("member_present", Facts(members_present=0), Facts(members_present=1)),
        ("photos:2", Facts(photos=1), Facts(photos=2)),
        ("minutes", Facts(minutes=" "), Facts(minutes="大家同意")),
        ("department_answer", Facts(department_answers=0), Facts(department_answers=1)),
        ("approval_document", Facts(document=" "), Facts(document="3号")),
        ("satisfaction:80", Facts(satisfaction=79), Facts(satisfaction=80)),
        ("satisfaction:80", Facts(satisfaction=0), Facts(satisfaction=None)),
        ("admission", Facts(admission=("六议",)), Facts(research=("五要",))),
        ("research_check", Facts(research=("五要",)), Facts(admission=("六议",))),
    ],
)  # fmt: skip
def test_each_thing_that_a_ring_may_require(what: str, short: Facts, enough: Facts) -> None:
    ring = structs.replace(rings[1], requires=[what])
    assert len(rules.missing(ring, short)) == 1
    assert rules.missing(ring, enough) == []


def test_where_nothing_is_said_there_is_nothing() -> None:
    """What is not told of a ring's facts meets no requirement by itself."""
    nothing = Facts()
    assert (nothing.visits, nothing.members_present) == (0, 0)
    assert (nothing.photos, nothing.department_answers) == (0, 0)
    assert nothing.satisfaction is None
    assert (
        Facts(lacking=("委员（0/1）", "群众代表（0/2）")).groups == "委员（0/1）、群众代表（0/2）"
    )
