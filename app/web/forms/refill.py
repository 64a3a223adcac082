"""A page shown again with what was typed in it: values, what is wrong beside each field, and a
summary on top whose lines lead there. Works on the page's HTML, so that every form has it, with or
without scripts, and no template repeats it.
"""

from collections.abc import Collection
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from app.web.forms.validation import Fields

BESIDE = "beside"  # which kept form stands on the page (app/web/forms/beside.py)
NOT_TYPED = {"form_token", "version", BESIDE}  # what the page itself has put into the form
LEFT_AS_IT_IS = {"hidden", "checkbox", "radio", "file", "password", "submit"}
TAPPED = "data-tapped"  # of a hidden field: what is in it came by a tap, and is as good as typed
WHOLE = "<!doctype html>\n"
SAW = "was"  # of a list of ticks: who was ticked when it was shown


class Line(NamedTuple):
    """One thing that is wrong, in the reader's language; `field` None: with the whole form."""

    field: str | None
    text: str


class Words(NamedTuple):
    """In the reader's language."""

    title: str
    now: str  # `%(text)s` is what stands there by now
    typed: str  # above what was typed where the page has no such field any more
    unread: bool = False  # what was sent was not: the browser puts back what it keeps


def refilled(
    page: str,
    address: str,
    typed: Fields,
    lines: list[Line],
    words: Words,
    *,
    overtaken: bool = False,
    unsaid: Collection[str] = (),
    part: str = "",
    all_of_it: bool = False,
) -> str:
    """Pure. `address`: the path to which the form was sent. `unsaid`: fields that are put back into
    their form, and read out nowhere else. `part`: the id of what the form stands in; if it does,
    only that comes back, with the summary in it. What stands there now is shown beside what was
    typed if that was `overtaken`, and whenever the page has another version than it had.
    `all_of_it`: what has no place any more is read out, though nothing was overtaken.
    """
    from lxml import html  # noqa: PLC0415  # 9 MB, and only where something was wrong

    document = html.document_fromstring(page)
    form = form_of(document, address, typed)
    left = typed
    if form is not None:
        place = {name: number for number, name in enumerate(inputs(form), start=1)}
        lines = sorted(lines, key=lambda one: place.get(one.field, 0))
        overtaken = overtaken or is_newer(form, typed)
        left = fill(form, typed, words, overtaken=overtaken)
        if BESIDE in typed:
            form.append(html.Element("input", type="hidden", name=BESIDE, value=typed.get(BESIDE)))
        open_up(form)
        for line in lines:
            mark(form, line)
    around = [] if form is None or not part else [form, *form.iterancestors(), *form.iter()]
    within = next((each for each in around if each.get("id") == part), None)
    flash = within if within is not None else document.find(".//*[@id='flash']")
    if flash is None:
        flash = document.find(".//main")
    if flash is not None:
        left = left.without(*unsaid)
        read_out = overtaken or all_of_it or form is None
        flash.insert(0, summary(form, lines, left if read_out else None, words))
    if within is not None:
        return str(html.tostring(within, encoding="unicode", with_tail=False))
    return f"{WHOLE}{html.tostring(document, encoding='unicode')}"


def form_of(document: Any, address: str, typed: Fields) -> Any:
    """Of several that are sent to the same address the one whose hidden fields are most alike. A
    list's search is none of them.
    """
    found = [each for each in document.forms if each.method == "POST" and address in sent_to(each)]
    return max(found, key=lambda each: alike(each, typed), default=None)


def differs(page: str, address: str, typed: Fields, texts: Collection[str]) -> bool:
    """Would anything of it be lost with this page? `texts`: names of what is typed freely; what is
    chosen is not lost alone, but for ticks of a list. Pure.
    """
    from lxml import html  # noqa: PLC0415

    form = form_of(html.document_fromstring(page), address, typed) if page else None
    places = {} if form is None else inputs(form)
    ticked = {
        str(each.get("name"))
        for each in (
            [] if form is None else form.xpath(".//*[@data-ticks]//input[@type='checkbox']")
        )
    }
    return any(
        text.strip() not in {"", *(standing(each) for each in places.get(name, []))}
        for name, text in typed.pairs
        if name in texts
    ) or any({*typed.all(name)} != {*typed.all(SAW)} for name in ticked)


def standing(place: Any) -> str:
    return str((place.text if place.tag == "textarea" else place.get("value")) or "").strip()


def sent_to(form: Any) -> set[str]:
    """Paths: its own address, and those of its buttons."""
    buttons = [each.get("formaction") for each in form.xpath(".//button[@formaction]")]
    return {urlsplit(each).path for each in [form.action or "", *buttons]}


def alike(form: Any, typed: Fields) -> int:
    hidden = [
        each
        for each in form.xpath(".//input[@type='hidden'][@name]")
        if each.get("name") not in NOT_TYPED
    ]
    same = sum(typed.get(each.get("name")) == (each.get("value") or "") for each in hidden)
    return 2 * same - len(hidden)


def is_newer(form: Any, typed: Fields) -> bool:
    """Its version is not the one that was sent, and would let the next try through."""
    found = form.xpath(".//input[@name='version']/@value")
    return bool(found) and not {*typed.all("version")} <= {*found}


def inputs(form: Any) -> dict[str | None, list[Any]]:
    """By their names, in the order of the page."""
    found: dict[str | None, list[Any]] = {}
    for each in form.xpath("(.//input | .//textarea | .//select | .//button)[@name]"):
        found.setdefault(each.get("name"), []).append(each)
    return found


def seen(form: Any, name: str | None) -> list[Any]:
    """Fields of this name that the cursor can go to."""
    places = inputs(form).get(name, []) if name else []
    return [each for each in places if each.get("type") != "hidden"]


def fill(form: Any, typed: Fields, words: Words, *, overtaken: bool) -> Fields:
    """→ what the form has no place for. Of what was not read it stays as its page has it."""
    if not typed.pairs:
        return typed
    chosen = {name: set(typed.all(name)) for name in typed.names()}
    boxes = form.xpath(".//input[@type='checkbox' or @type='radio'][@name]")
    saw = set(typed.all(SAW))
    for each in boxes:
        value = each.get("value") or "on"
        on = value in chosen.get(each.get("name"), ())
        if any(up.get("data-ticks") is not None for up in each.iterancestors()):
            # Others tick meanwhile: only what was changed here is.
            on = on if on != (value in saw) else each.get("checked") is not None
        each.attrib.pop("checked", None)
        if on:
            each.set("checked", "")
    left, named = [], inputs(form)
    for name in typed.names():
        places = named.get(name, [])
        if not places and name not in NOT_TYPED:
            left += [(name, text) for text in typed.all(name)]
        for place, text in zip(places, typed.all(name), strict=False):
            before = put(place, text)
            if overtaken and before and before.strip() not in {"", text.strip()}:
                stands(place, words.now % {"text": before.strip()})
    return Fields(left)


def put(place: Any, text: str) -> str | None:
    """→ what stood there; None: not a text that somebody types."""
    if place.tag == "textarea":
        before, place.text = place.text or "", f"\n{text}"  # browsers drop the first line end
        return before
    if place.tag == "select":
        for option in place.iter("option"):
            option.attrib.pop("selected", None)
            if option.get("value", option.text or "") == text:
                option.set("selected", "")
        return None
    tapped = place.get(TAPPED) is not None
    if place.tag == "button" or (place.get("type") in LEFT_AS_IT_IS and not tapped):
        return None
    before = place.get("value") or ""
    place.set("value", text)
    return str(before)


def mark(form: Any, line: Line) -> None:
    for number, place in enumerate(seen(form, line.field)):
        place.set("aria-invalid", "true")
        place.set("id", place.get("id") or anchor(str(line.field), number))
        if not number:
            note = beside(place, line.text, "wrong wrong-here")
            note.set("id", f"wrong-{anchor(str(line.field))}")
            place.set("aria-describedby", note.get("id"))


def open_up(place: Any) -> None:
    """What lies in a closed piece of the page would not be found."""
    for each in place.iterancestors("details"):
        each.set("open", "")


def stands(place: Any, text: str) -> None:
    """All of what stands there now, outside of the label: it may be pages long."""
    from lxml.html import builder  # noqa: PLC0415

    note = builder.P(text)
    note.set("class", "prose hint")
    note.set("data-theirs", "")  # static/app.js: then nothing is saved by itself
    label = next(place.iterancestors("label"), place)
    note.tail, label.tail = label.tail, None
    label.addnext(note)
    open_up(place)


def beside(place: Any, text: str, kind: str) -> Any:
    from lxml.html import builder  # noqa: PLC0415

    open_up(place)
    note = builder.SPAN(text)
    note.set("class", kind)
    around = [each for each in place.iterancestors() if each.tag in {"label", "fieldset"}]
    group = next((each for each in around if each.tag == "fieldset"), None)
    choice = place.get("type") in {"radio", "checkbox"}
    home = group if choice and group is not None else next(iter(around), None)
    if home is None:
        place.addnext(note)
    else:
        home.append(note)
    return note


def anchor(field: str, number: int = 0) -> str:
    return f"field-{field}" + (f"-{number}" if number else "")


def summary(form: Any, lines: list[Line], left: Fields | None, words: Words) -> Any:
    from lxml.html import builder  # noqa: PLC0415

    items = []
    for line in lines:
        places = seen(form, line.field) if form is not None else []
        text: Any = line.text
        if places:
            text = builder.A(line.text, href=f"#{places[0].get('id')}")
        items.append(builder.LI(text))
    box = builder.DIV(builder.H2(words.title), builder.UL(*items))
    box.set("class", "notice")
    box.set("id", "notice")
    box.set("role", "alert")
    box.set("tabindex", "-1")
    if words.unread:
        box.set("data-unread", "")
    rest = [] if left is None else [(key, text) for key, text in left.pairs if text.strip()]
    if rest:
        box.append(builder.P(words.typed))
        for _key, text in rest:
            said = builder.P(text)
            said.set("class", "prose")
            box.append(said)
    return box
