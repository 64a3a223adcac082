"""What may be promised, reported and rated. Plain values in and out."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta

from app.charter.stages import AFTER_THE_ANSWER
from app.i18n import _
from app.refusal import Refused

LONGEST = timedelta(days=366 * 3)
RATED_ANEW = 7  # days after a rating in which it can be changed


def check_outcome(kind: str, kinds: Collection[str], text: str, reported_to: str) -> list[Refused]:
    wrong = []
    if kind not in kinds:
        wrong.append(Refused(_("请选形式。"), "kind"))
    if len(text.strip()) < 10:
        wrong.append(Refused(_("请写明内容，至少 10 个字。"), "text"))
    if not reported_to.strip():
        wrong.append(Refused(_("请写明报送给谁。"), "reported_to"))
    return wrong


def check_commitment(task: str, due_on: date | None, today: date) -> list[Refused]:
    wrong = []
    if len(task.strip()) < 4:
        wrong.append(Refused(_("请写明要办什么，至少 4 个字。"), "task"))
    if due_on is None or not today <= due_on <= today + LONGEST:
        wrong.append(Refused(_("请填办结日期：今天以后，三年以内。"), "due_on"))
    return wrong


def again_until(due_on: date, made_on: date | None, today: date) -> date:
    """What has not solved it is owed again, for as long as before. `made_on`: None, if unknown."""
    before = timedelta(days=30) if made_on is None else due_on - made_on
    return today + min(max(before, timedelta(days=1)), LONGEST)


def check_progress(text: str, *, done: bool) -> None:
    if len(text.strip()) < 4:
        raise Refused(_("请写明办到哪一步，至少 4 个字。"), "text")
    if done:
        raise Refused(_("这件事已经报办结，不能再报进展。"))


def check_completion(text: str, *, done: bool) -> None:
    if done:
        raise Refused(_("这件事已经报过办结。"))
    if len(text.strip()) < 4:
        raise Refused(_("请写明办结情况，至少 4 个字。"), "text")


def check_verification(*, done: bool, verified: bool, accepted: bool, note: str, own: bool) -> None:
    """Nobody verifies what they reported themselves; what is sent back needs a reason."""
    if not done:
        raise Refused(_("还没有报办结，不能核验。"))
    if verified:
        raise Refused(_("这件事已经核验过。"))
    if own:
        raise Refused(_("自己报的、或本单位承办的，须由别人核验。"))
    if not accepted and not note.strip():
        raise Refused(_("退回重办须写明哪里没办好。"), "note")


def check_back(reason: str, *, under_way: bool) -> str:
    """What was promised or verified goes back while the matter is carried out, with a reason."""
    if not under_way:
        raise Refused(_("这件事已经办到后面，请先由办公室把它退回到落实这一步。"))
    if not reason.strip():
        raise Refused(_("请写明撤回的缘由。"), "reason")
    return reason.strip()


def check_taking_up(reason: str, *, withdrawn: bool, under_way: bool) -> str:
    if not withdrawn:
        raise Refused(_("这一件没有撤回。"))
    if not under_way:
        raise Refused(_("这件事已经办到后面，请先由办公室把它退回到落实这一步。"))
    if not reason.strip():
        raise Refused(_("请写明恢复的缘由。"), "reason")
    return reason.strip()


def to_rate(stage: str, stars: Sequence[int | None]) -> bool:
    """Whether the last answer waits for its rating. `stars`: of each answer; None: not rated."""
    return stage in AFTER_THE_ANSWER and bool(stars) and stars[-1] is None


def check_rating(stars: int, solved: bool | None) -> list[Refused]:
    wrong = []
    if solved is None:
        wrong.append(Refused(_("请说说事情解决了没有。"), "solved"))
    if not 1 <= stars <= 5:
        wrong.append(Refused(_("请给 1 到 5 分。"), "stars"))
    return wrong


def last_to_change(rated_on: date) -> date:
    """The last day on which a rating can be taken back, to rate anew."""
    return rated_on + timedelta(days=RATED_ANEW)


def to_change(rated_on: date, today: date) -> bool:
    return today <= last_to_change(rated_on)


def check_change(rated_on: date, today: date, *, untouched: bool) -> None:
    """`untouched`: nobody has gone on from what was rated."""
    if not to_change(rated_on, today):
        raise Refused(_("评价超过 %(n)s 天，不能再改了。"), n=RATED_ANEW)
    if not untouched:
        raise Refused(_("已经有人接着往下办了，这次评价不能再改。"))
