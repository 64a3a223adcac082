"""What people do on the way of a matter, by clicks alone; in any county."""

import io
import re
from collections.abc import Collection
from contextlib import ExitStack
from datetime import timedelta
from typing import Any, Self

from PIL import Image
from playwright.sync_api import Browser, Locator, expect
from pypinyin import Style, lazy_pinyin

from app.dates import today
from tests.browser.everyday.hands import Keys
from tests.browser.person import Person, is_post
from tests.browser.windows import lent
from tests.evidence.documents import PDF

TITLE = "码头到村口的路灯三个月不亮"
ANSWER = "码头到村口的十二盏路灯，十一月二十日已经全部修好。"


class People:
    """A window for each of them, until it is left; nothing may have gone wrong in any of them.
    `by_keys`: roles that press and follow by keyboard alone, and see at each stop where they are.
    """

    def __init__(
        self, browser: Browser, base: str, county: str, by_keys: Collection[str] = ()
    ) -> None:
        self.browser, self.base, self.county = browser, base, county
        self.by_keys = by_keys
        self.known: dict[str, Person] = {}
        self.windows = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *what: object) -> None:
        self.windows.__exit__(*what)  # type: ignore[arg-type]

    def someone(self, width: int = 390, kind: type[Person] = Person) -> Person:
        size = {"width": width, "height": 844}
        how: Any = {"locale": "zh-CN", "viewport": size, "base_url": self.base}
        return self.windows.enter_context(lent(self.browser, self.base, kind, **how))

    def __call__(self, role: str) -> Person:
        """Of the county; or the operator."""
        realm = "operator" if role == "operator" else self.county
        subject = role if role == "operator" else f"{self.county}-{role}"
        if subject not in self.known:
            person = self.someone(1280, Keys if role in self.by_keys else Person)
            person.signs_in(realm, subject)
            self.known[subject] = person
        return self.known[subject]


def form(person: Person, end: str) -> Locator:
    its_own, a_button_s = f'form[method=post][action$="{end}"]', f'form:has([formaction$="{end}"])'
    return person.page.locator(f"{its_own}, {a_button_s}").first


def fills(where: Locator, **fields: str) -> None:
    """Each field by its name; what has choices takes the one with this value or words.
    `*`: the first of them.
    """
    for name, text in fields.items():
        field = where.locator(f'[name="{name}"]')
        unfold(field.first)
        kind = field.first.evaluate("field => field.type")
        if field.and_(where.locator("[data-choose]:not([data-many])")).count():
            chooses(field.first, text)
        elif kind == "radio":
            where.locator(f'[name="{name}"][value="{text}"]').check()
        elif kind.startswith("select") and text == "*":
            field.select_option(index=1)
        elif kind.startswith("select"):
            words = field.locator("option", has_text=text)
            field.select_option(value=words.first.get_attribute("value") if words.count() else text)
        else:
            field.first.fill(text)


def unfold(what: Locator) -> None:
    for folded in what.locator("xpath=ancestor::details[not(@open)]").all():
        folded.locator("summary").first.click()


def chooses(field: Locator, text: str) -> None:
    """Looks for it by some letters, and takes the first that is found."""
    field.fill(text)
    field.page.locator("[role=option]").first.click()


def sends(person: Person, end: str, **fields: str) -> None:
    """Fills the form and presses its button; waits for the answer, which is no refusal."""
    where = form(person, end)
    where.wait_for(state="attached")
    unfold(where)
    fills(where, **fields)
    button = where.locator(f'button[formaction$="{end}"]:not([hidden])').last
    person.presses(
        button if button.count() else where.locator("button:not([formaction])").last,
        lambda answer: is_post(answer) and answer.request.url.endswith(end),
    )


def topic_of(people: People, person: Person) -> str:
    """From my desk, by the matter's own button."""
    person.goes_to(f"/{people.county}/desk")
    person.follows(person.page.get_by_role("link", name=TITLE).first)
    return person.page.url


def a_photo(colour: str) -> bytes:
    data = io.BytesIO()
    Image.effect_noise((1600, 1200), 60).convert("RGB").save(data, "JPEG")
    plain = Image.new("RGB", (1600, 1200), colour)
    Image.blend(plain, Image.open(data), 0.3).save(data := io.BytesIO(), "JPEG", quality=90)
    return data.getvalue()


def asks_to_join(people: People, name: str, preset: str) -> None:
    """`name` is found by the first letters of its sounds."""
    office = people.someone(1280)
    office.goes_to("/signup")
    office.page.locator("main input[name=q]").fill(
        "".join(lazy_pinyin(name, style=Style.FIRST_LETTER))
    )
    office.follows(office.page.get_by_role("link", name=re.compile(name)).first)
    where = form(office, "/signup")
    fills(
        where,
        preset=preset,
        slug=people.county,
        admin_name="沈主任",
        admin_subject=f"{people.county}-office",
        contact="0580-0000000",
    )
    office.presses(where.locator("button.main-action"))
    expect(office.page.locator("main")).to_contain_text(name)


def signs_up(people: People, name: str, preset: str) -> None:
    asks_to_join(people, name, preset)
    operator = people("operator")
    operator.goes_to("/operator")
    operator.follows(operator.page.get_by_role("link", name=re.compile(name)).first)
    sends(operator, "/decision", decision="approve")


def appoints(people: People, town: str) -> None:
    """The first administrator names everybody else."""
    office = people("office")
    for role in ("township", "committee", "member", "department"):
        if role == "department":
            office.goes_to(f"/{people.county}/people/departments")
            sends(office, "/people/departments", name="县住建局")
        office.goes_to(f"/{people.county}/people")
        fields = {"subject": f"{people.county}-{role}", "name": f"{role}经办", "role": role}
        if role == "township":
            fields["station"] = town
        if role == "department":
            fields["department"] = "县住建局"
        sends(office, "/people", **fields)
    office.goes_to(f"/{people.county}/people/members")
    sends(office, "/people/members", name="member经办", sector="农业界", station=town, mode="*")


def raises(people: People, town: str) -> Person:
    """On a phone, without an account, from the station that is nearest."""
    villager = people.someone()
    villager.goes_to(f"/{people.county}/raise?q={town}")
    villager.follows(villager.page.get_by_role("link", name=re.compile(town)).first)
    fills(
        form(villager, "/raise"),
        title=TITLE,
        story="晚上从码头回村看不见路，老人摔了两回。",
        name="渔民老张",
        phone="13900001234",
    )
    form(villager, "/raise").locator("[name=category]").first.check()
    villager.presses(form(villager, "/raise").locator("button.main-action"))
    expect(villager.page.locator("h1")).to_have_text(TITLE)
    expect(villager.page.locator(".code")).to_be_visible()
    return villager


def is_screened(people: People, *levels: str) -> None:
    """The first of them goes through the checklist."""
    for role in levels:
        reviewer = people(role)
        topic_of(people, reviewer)
        for tick in reviewer.page.locator("[name=ticked]").all():
            tick.check()
        sends(reviewer, "/review", opinion="群众反映强烈，可以办")


CIRCLE = {
    "convener": {"names": "站长老林"},
    "member": {"names": "member经办"},
    "citizen": {"names": "村民代表老陈"},
    "department": {"department": "县住建局"},
}


def is_prepared(people: People, circle: dict[str, dict[str, str]] = CIRCLE) -> None:
    township = people("township")
    address = topic_of(people, township)
    for group, fields in circle.items():
        where = township.page.locator(
            "#circle details", has=township.page.locator(f'[name=grp][value="{group}"]')
        )
        where.locator("summary").click()
        fills(where, **{f"{name}.{group}": text for name, text in fields.items()})
        township.presses(where.locator("button").last)
        township.page.goto(address)
    sends(township, "/passage", opinion="人员已请齐")


def is_researched(people: People) -> None:
    township = people("township")
    topic_of(people, township)
    sends(township, "/passage", report="走访了二十户，十二盏灯都不亮。", visits="3")


def is_talked_over(people: People) -> None:
    township = people("township")
    topic_of(people, township)
    sends(
        township,
        "/consultations",
        title="路灯怎么修",
        manner="meeting",
        held_on=today().isoformat(),
        begins="09:30",
        place="镇政府",
    )
    expect(township.page.locator("h1")).to_have_text("路灯怎么修")
    address = township.page.url
    for tick in township.page.locator("[name=came]").all():
        tick.check()
    sends(township, "/attendance")
    sends(township, "/statements", participant="老陈", text="先修码头这一段")
    township.page.goto(address)
    answers(township, text="下月初动工")  # one department sits there
    box = minutes_box(township).get_attribute("name") or ""
    sends(township, "/record", **{box: "大家同意分两段修，先修码头。"})
    brings_photos(people, address)
    brings_a_file(people, address)
    township.page.goto(address)
    sends(township, "/filing", conclusion="consensus", opinion="十一月底前修好十二盏路灯")


def minutes_box(person: Person) -> Locator:
    """Of all of them, or of their first section."""
    return person.page.locator("#record textarea[data-hx-preserve]").first


def answers(person: Person, **fields: str) -> None:
    """The first statement, by the fields of its own button."""
    where = person.page.locator("#statements [id^=answer-]").first
    where.locator("summary").click()
    number = where.get_attribute("id").removeprefix("answer-")  # type: ignore[union-attr]
    if where.locator(f'[name="participant.{number}"][type=hidden]').count():
        fields.pop("participant", None)  # one alone can answer
    fills(where, **{f"{name}.{number}": text for name, text in fields.items()})
    person.presses(where.locator("button"), lambda sent: sent.url.endswith("/statements"))


def brings_photos(people: People, address: str) -> None:
    """A member, from a phone: two photos at once, taken in by the worker, then shown."""
    member = people("township")
    member.page.goto(address)
    files = [
        {"name": f"{colour}.jpg", "mimeType": "image/jpeg", "buffer": a_photo(colour)}
        for colour in ("firebrick", "steelblue")
    ]
    member.page.locator("input[name=photo]").set_input_files(files)  # type: ignore[arg-type]
    expect(member.page.get_by_text("已完成")).to_have_count(2)


def brings_a_file(people: People, address: str) -> None:
    """The minutes as an office wrote them, internal until they are published."""
    township = people("township")
    township.page.goto(address)
    township.page.get_by_text("添加文件").click()
    file = {"name": "会议纪要.pdf", "mimeType": "text/html", "buffer": PDF}
    township.page.locator("input[name=file]").set_input_files([file])  # type: ignore[arg-type]
    expect(township.page.get_by_text("已完成")).to_have_count(1)
    township.follows(township.page.get_by_role("link", name="会议纪要.pdf"))
    expect(township.page.locator("main .notice")).to_contain_text("不会被遮盖")
    sends(township, "/publication")
    with township.page.expect_download() as found:
        township.page.get_by_role("link", name="下载", exact=True).click()
    assert found.value.suggested_filename == "会议纪要.pdf"
    assert found.value.path().read_bytes() == PDF


def is_reported(people: People) -> None:
    township = people("township")
    topic_of(people, township)
    sends(
        township,
        "/outcomes",
        kind="opinion",
        text="建议十一月底前修好码头到村口的十二盏路灯。",
        reported_to="县委、县政府",
    )


def is_adopted(people: People) -> None:
    office = people("office")
    topic_of(people, office)
    sends(office, "/adoption", reason="照此办理")


def is_carried_out(people: People) -> None:
    township = people("township")
    topic_of(people, township)
    due = (today() + timedelta(days=20)).isoformat()
    sends(township, "/commitments", department="县住建局", task="修好十二盏路灯", due_on=due)
    department = people("department")
    department.goes_to(f"/{people.county}/desk")
    department.follows(department.page.get_by_role("link", name="修好十二盏路灯"))
    sends(department, "/progress", text="灯杆已经到货")
    sends(department, "/completion", text="十二盏都已装好")
    township.goes_to(f"/{people.county}/desk")
    township.follows(township.page.get_by_role("link", name="修好十二盏路灯"))
    sends(township, "/verification", note="夜里去看过，都亮")
    topic_of(people, township)
    sends(township, "/carried-out", text="全部核验")


def is_looked_back_at(people: People) -> None:
    member = people("member")
    topic_of(people, member)
    sends(member, "/passage", opinion="一周后再看，灯都亮着")


def is_answered_and_rated(people: People, villager: Person, *, drawn: int) -> None:
    """`drawn`: how many marks the county's flow has at the top of the topic's page."""
    township = people("township")
    topic_of(people, township)
    sends(township, "/answers", text=ANSWER)
    villager.goes_to(f"/{people.county}/follow")
    expect(villager.page.locator("#rating")).to_contain_text(ANSWER)
    sends(villager, "/rating", solved="true", stars="5", comment="亮堂了")
    topic = topic_of(people, township)
    sends(township, "/passage", opinion="结果已张榜")

    stranger = people.someone()
    stranger.page.goto(topic)
    main = stranger.page.locator("main")
    expect(main).to_contain_text("已办结")
    expect(main).to_contain_text(ANSWER)
    expect(main.locator(".rings li.done")).to_have_count(drawn)
    expect(main.locator(".photos img").first).to_be_visible()
    main.locator(".photos img").first.scroll_into_view_if_needed()  # no browser loads it before
    expect(main.locator(".photos img").first).to_have_js_property("complete", value=True)
    expect(main).not_to_contain_text("渔民老张")
    stranger.goes_to(f"/{people.county}/numbers")
    for figure, value in {"consultations": "1", "solved": "1", "topics": "1"}.items():
        expect(stranger.page.locator(f"data#{figure}")).to_have_attribute("value", value)
