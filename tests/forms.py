"""What a page's form holds and says, as a person or a browser finds it there."""

import re
from html import unescape

from lxml import html


def hidden(page: str, name: str) -> str:
    found = re.search(rf'<input type="hidden" name="{name}" value="([^"]*)"', page)
    assert found, name
    return unescape(found[1])


def typed(page: str, name: str) -> list[str]:
    """What stands in the fields of that name; of choices what is chosen."""
    found = []
    for each in html.document_fromstring(page).xpath(f"//*[@name='{name}']"):
        if each.tag == "textarea":
            found.append((each.text or "").removeprefix("\n"))
        elif each.tag == "select":
            found += [one.get("value", one.text) for one in each.xpath(".//option[@selected]")]
        elif each.get("type") not in {"checkbox", "radio"} or "checked" in each.attrib:
            found.append(each.get("value") or "")
    return found


def wrong(page: str) -> dict[str, str]:
    """Field → what is said beside it."""
    return {
        each.get("name"): "".join(html.document_fromstring(page).xpath(
            f"//*[@id='{each.get('aria-describedby')}']//text()"
        ))
        for each in html.document_fromstring(page).xpath("//*[@aria-invalid and @aria-describedby]")
    }  # fmt: skip


def notice(page: str) -> str:
    """The summary on top, as it is read."""
    return " ".join(html.document_fromstring(page).xpath("//*[@id='notice']//text()"))
