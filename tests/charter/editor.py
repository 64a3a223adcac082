"""Somebody who edits a draft by what the page shows: fills inputs, ticks boxes, presses buttons."""

import json
from typing import Any

from httpx import AsyncClient, Response

from app.drafting.forms.fields import PARTS
from tests.page import Element, Page


class Part:
    """The controls of one form, in their order. `fields`: name → text, or list where ticked."""

    def __init__(self, html: str | Response, form: str = "part") -> None:
        page = Page(html)
        self.fields: dict[str, Any] = {}
        self.kinds: dict[str, str] = {}
        self.options: dict[str, list[str]] = {}
        self.redraws: dict[str, str] = {}  # what a choice sends at once
        self.buttons = [each.get("value") for each in page.all(f"#{form} button")]
        self.wrong = [each.text for each in page.all(f"#{form} span[class=wrong]")]
        tags = ("input", "select", "textarea")
        for each in page.all(",".join(f"#{form} {tag}[name]" for tag in tags)):
            self.control(each)

    def control(self, found: Element) -> None:
        name, tag = found["name"], found.tag
        self.kinds[name] = kind = found.get("type", "text") if tag == "input" else tag
        if kind == "checkbox":
            self.options.setdefault(name, []).append(found["value"])
            ticked = self.fields.setdefault(name, [])
            if found.has("checked"):
                ticked.append(found["value"])
        elif tag == "select":
            self.options[name] = [each["value"] for each in found.all("option")]
            if found.has("data-hx-vals"):
                self.redraws[name] = json.loads(found["data-hx-vals"])["do"]
            self.fields[name] = "".join(each["value"] for each in found.all("option[selected]"))
        else:
            self.fields[name] = found.value

    def fill(self, name: str, value: Any) -> None:
        """Only what the page shows can be filled, and only with what it offers; and codes, which
        it does not show, so that what is built is told from its model by nothing.
        """
        kind = self.kinds[name]
        if kind == "hidden" and not name.endswith(".key"):
            assert value == self.fields[name], (name, value)
        if kind == "checkbox":
            chosen = ["yes"] * value if isinstance(value, bool) else list(value)
            assert set(chosen) <= set(self.options[name]), (name, chosen, self.options[name])
            self.fields[name] = [each for each in self.options[name] if each in chosen]
        elif kind == "select":
            assert value in self.options[name], (name, value, self.options[name])
            self.fields[name] = value
        else:
            self.fields[name] = value


class Editor:
    def __init__(self, client: AsyncClient, draft: int) -> None:
        self.client, self.draft, self.part = client, draft, ""
        self.page = Part("")

    @property
    def here(self) -> str:
        return f"/charter/drafts/{self.draft}/{self.part}"

    async def open(self, part: str) -> Part:
        self.part = part
        answer = await self.client.get(self.here)
        assert answer.status_code == 200, answer.text
        self.page = Part(answer)
        return self.page

    async def press(self, do: str = "save") -> Part:
        known = [*self.page.buttons, *self.page.redraws.values()]
        assert do in known, (do, known)
        answer = await self.send(do)
        assert answer.status_code == 200, answer.text[-2000:]
        self.page = Part(answer)
        return self.page

    async def send(self, do: str = "save", **more: str) -> Response:
        headers = {"hx-request": "true"}
        data = {**self.page.fields, "do": do, **more}
        return await self.client.post(self.here, data=data, headers=headers)

    async def build(self, part: str, whole: dict[str, Any]) -> None:
        """Makes the part say what `whole`, a charter's plain data, says of it."""
        await self.open(part)
        for name in PARTS[part]:
            await self.put(name, whole.get(name))
        await self.press()

    async def put(self, name: str, value: Any) -> None:
        if isinstance(value, dict) and f"put:{name}" in self.page.buttons:
            await self.press(f"put:{name}")
        if f"add:{name}" in self.page.buttons:
            value = list(map(list, value.items())) if isinstance(value, dict) else value or []
            for number, _each in enumerate(value):
                await self.press(f"add:{name}")
                shown = any(known.startswith(f"{name}.{number}.") for known in self.page.kinds)
                assert shown, (name, number, sorted(self.page.kinds)[-40:], self.page.buttons)
        if f"open:{name}" in self.page.buttons:
            await self.press(f"open:{name}")
        if name in self.page.kinds or not isinstance(value, dict | list):
            self.choose(name, value)
            if name in self.page.redraws:
                await self.press(self.page.redraws[name])
            return
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            await self.put(f"{name}.{key}", inner)

    def choose(self, name: str, value: Any) -> None:
        if isinstance(value, list) and self.page.kinds[name] == "textarea":
            self.page.fill(name, "\n".join(map(str, value)))
        elif isinstance(value, list):
            self.page.fill(name, [each.partition(":")[0] for each in value])
            for what, colon, number in (each.partition(":") for each in value):
                if colon:
                    self.page.fill(f"{name}#{what}", number)
        else:
            self.page.fill(name, value if isinstance(value, bool) else str(value))
