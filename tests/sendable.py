"""What of a page cannot be sent where no script runs: none is allowed, or the engine is so old that
it reads none. A button in `noscript` is no help to the second, one that is hidden to neither.
"""

from tests.page import Element, Page

SENDS = "button:not([type]), button[type=submit], input[type=submit], input[type=image]"
ASKING = ("data-hx-get", "data-hx-post")  # where a script asks by itself
CONTROLS = ("a", "button", "input", "select", "textarea")


def is_there(each: Element) -> bool:
    """For whoever has no script, and for whoever has one that cannot be read."""
    outside = "ancestor-or-self::*[@hidden] | ancestor::noscript | ancestor::template"
    return not each.node.xpath(outside)


def sends(page: Page, form: Element) -> bool:
    outer = f'[form="{form.get("id")}"]' if form.has("id") else ""
    found = form.all(SENDS) + [
        each for each in (page.all(outer) if outer else []) if each.get("type") != "button"
    ]
    return any(is_there(each) and not each.has("disabled") for each in found)


def called(form: Element) -> str:
    return f"form {form.get('method', 'get')} {form.get('action', 'here')}"


def unsendable(text: str) -> list[str]:
    """Empty: all that can be done on the page can be done without scripts."""
    page = Page(text)
    wrong = []
    for form in filter(is_there, page.all("form")):
        if not sends(page, form):
            wrong.append(f"{called(form)}: no button")
        if form.has("data-hx-post") and form.get("method") != "post":
            wrong.append(f"{called(form)}: posted by a script alone")
    for asking in ASKING:
        for each in filter(is_there, page.all(f"[{asking}]")):
            if each.tag not in CONTROLS or (each.tag == "a" and each.has("href")):
                continue
            if not each.node.xpath("ancestor::form"):
                wrong.append(f"<{each.tag} {asking}={each[asking]}>: in no form")
    return wrong
