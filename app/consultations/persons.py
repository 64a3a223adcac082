"""Whoever is added to a circle or to a sitting: one who is chosen, or a list of names."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from litestar.response import Template

from app.access.roles import Account
from app.charter.model import Charter
from app.choosing.asking import number_chosen
from app.choosing.kinds import What
from app.choosing.rules import pieces
from app.consultations import rules
from app.consultations.tables import NewPerson, Person
from app.db import rows
from app.i18n import _, translated
from app.people.choosing import members_called
from app.people.matching import LEFT_OUT, Line, decided, matched
from app.refusal import Refused, refuse_all
from app.veiling.calling import called
from app.veiling.keeping import keep_veiled
from app.veiling.rules import shown_name
from app.web.forms.refill import BESIDE
from app.web.requests import AnyRequest, is_htmx, user_of

ANYBODY = "*"  # no group: a list of whoever it is
GROUP = "group:"  # a stranger of a list enters as one of this group
MEMBERS = """
    SELECT "id", "name" FROM "member"
    WHERE "member"."county" = $1 AND "id" = ANY($2::bigint[]) AND "left_on" IS NULL
"""
DEPARTMENT = """
    SELECT "name" FROM "department" WHERE "department"."county" = $1 AND "id" = $2
"""


@dataclass
class PersonForm:
    """`names`: a list. `chosen`: what was decided of its names, from the preview. Without a group
    the list is of anybody: members enter as such, those who are none as `others` says.
    """

    grp: str = ""
    others: str = ""
    name: str = ""
    names: str = ""
    member: str = ""
    department: str = ""
    chosen: list[str] = field(default_factory=list)


def group_of_members(charter: Charter) -> str:
    return next((key for key, each in charter.groups.items() if each.counts_as == "member"), "")


def strangers_of(charter: Charter) -> dict[str, str]:
    """As what whoever is no member may come in."""
    text = _("作为「%(group)s」加入，不是%(member)s")
    return {
        f"{GROUP}{group.key}": translated(text, member=charter.names.member, group=group.name)
        for group in charter.composition.groups
        if group.counts_as in {"citizen", "expert"}
    }


async def stay_veiled(topic: int, people: Sequence[Person], charter: Charter, me: Account) -> None:
    """Of those who are taken off the list: what was written meanwhile may name them."""
    names = {
        name
        for each in people
        if shown_name(each, charter) != each["name"]
        for name in called(each["name"])
    }
    await keep_veiled([topic], names, _("曾在名单上的姓名"), me.id)


def names_of(found: Sequence[NewPerson]) -> str:
    return "、".join(each["name"] for each in found)


async def persons_from(
    request: AnyRequest,
    form: PersonForm,
    charter: Charter,
    people: Sequence[Person],
    *,
    address: str,
    part: str,
    any_number: bool = False,
) -> list[NewPerson] | Template:
    """Those who are to be added, at least one; or the list with who is meant by each name, where
    somebody has to look at it first. `address`: where it is sent then; `part`: the id of what HTMX
    puts it in the place of.
    """
    group, me = charter.groups.get(form.grp), user_of(request)
    of_anybody = form.grp in {"", ANYBODY}
    if of_anybody or (group and group.counts_as == "member"):
        text = form.names or ("" if form.member.strip() else form.name)
        ways = strangers_of(charter)
        if of_anybody:
            check_list(text, form.others, ways)
        lines = as_others(
            matched(text, await members_called(text), form.chosen, ways), form.others, ways
        )
        if not decided(lines) or (len(lines) > 1 and not form.chosen):
            return preview(request, form, charter, lines, address, part)
        grp = group_of_members(charter) if of_anybody else form.grp
        found = await members_from(form, lines, me, grp)
    elif group and group.counts_as == "department":
        found = [await of_department(form, me)]
    else:
        names = pieces(form.names) or [form.name.strip()]
        found = [new(form.grp, name) for name in names]
    with_field = "name" if form.name else "names"
    check(found, charter, people, any_number=any_number, field=with_field)
    return found


def check_list(text: str, others: str, ways: Collection[str]) -> None:
    wrong = []
    if not text.strip():
        wrong.append(Refused(_("请写下或粘贴姓名。"), "names"))
    if f"{GROUP}{others}" not in ways:
        wrong.append(Refused(_("请选名单里没有的人算哪一类。"), "others"))
    refuse_all(wrong)


def as_others(lines: list[Line], others: str, ways: Collection[str]) -> list[Line]:
    """Whoever is called as nobody of the roster enters as was said of all such. Who may be one of
    several is still asked for. Pure.
    """
    way = f"{GROUP}{others}"
    if way not in ways:
        return lines
    return [each if each.chosen or each.found else replace(each, chosen=way) for each in lines]


def preview(  # noqa: PLR0917
    request: AnyRequest,
    form: PersonForm,
    charter: Charter,
    lines: list[Line],
    address: str,
    part: str,
) -> Template:
    context = {
        "lines": lines,
        "strangers": strangers_of(charter),
        "form": form,
        "address": address,
        "part": part,
        "back": address.rpartition("/")[0],
        # The page is one form, and there is no form inside a form.
        "inside_form": is_htmx(request),
        BESIDE: None,
    }
    name = "_matching" if is_htmx(request) else "matching"
    return Template(f"consultations/{name}.html", context=context)


def new(grp: str, name: str, member: int | None = None, department: int | None = None) -> NewPerson:
    return {"grp": grp, "name": name, "member": member, "department": department}


def check(
    found: Sequence[NewPerson],
    charter: Charter,
    people: Sequence[Person],
    *,
    any_number: bool,
    field: str,
) -> None:
    """Each beside those who are there by then. `field`: where their names were typed."""
    wrong = list[Refused]()
    there: list[Person | NewPerson] = [*people]
    for each in found:
        wrong += rules.check_person(
            charter.groups,
            each["grp"],
            each["name"],
            there,
            each["member"],
            any_number=any_number,
            field=field,
        )
        there.append(each)
    refuse_all(wrong)


async def members_from(
    form: PersonForm, lines: list[Line], account: Account, grp: str
) -> list[NewPerson]:
    member, wrong = await number_chosen(What.MEMBER, account, form.member, "member")
    refuse_all(wrong)
    if not lines and member is None:
        raise Refused(_("请选一位，或写下姓名。"), "member")
    taken = [(line.typed, line.chosen) for line in lines if line.chosen != LEFT_OUT]
    ids = [int(value) for _typed, value in taken if not value.startswith(GROUP)]
    called = {each["id"]: each["name"] for each in await rows(MEMBERS, [*ids, member])}
    found = [new(grp, called[member], member)] if member in called else []
    for typed, value in taken:
        if value.startswith(GROUP):
            found.append(new(value.removeprefix(GROUP), typed))
        else:
            found.append(new(grp, called[int(value)], int(value)))
    if not found:
        raise Refused(_("还没有选择人员。"), "names")
    return found


async def of_department(form: PersonForm, account: Account) -> NewPerson:
    chosen, wrong = await number_chosen(What.DEPARTMENT, account, form.department, "department")
    found = await rows(DEPARTMENT, chosen)
    if not found:
        refuse_all(wrong or [Refused(_("请选单位。"), "department")])
    return new(form.grp, form.name.strip() or found[0]["name"], department=chosen)
