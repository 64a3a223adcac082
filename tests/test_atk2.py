import pytest
from app.access.roles import Role
from app.charter import presets
from app.drafting import drafts
from app.drafting.forms.fields import PARTS
from app.db import county_tx
from tests import given
from tests.charter.editor import Editor
from tests.charter.test_editing import begun
from tests.conftest import Browser
pytestmark = pytest.mark.anyio

async def test_added(client: Browser):
    await given.signed_in(client, Role.OFFICE)
    async with county_tx():
        draft = await drafts.begin(drafts.from_charter(presets.presets()["yanjiang"]), "草稿", "张三")
    for d in (draft, await begun(client, "blank")):
        editor = Editor(client, d)
        for part in PARTS:
            page = await editor.open(part)
            adds = [b for b in page.buttons if b and (b.startswith("add:") or b.startswith("put:"))]
            seen=set()
            for b in adds:
                import re
                k=re.sub(r"\d+","N",b)
                if k in seen: continue
                seen.add(k)
                before = dict(editor.page.fields)
                await editor.open(part); before=dict(editor.page.fields)
                try:
                    await editor.press(b)
                except AssertionError as e:
                    print("ERR", b, str(e)[:100]); continue
                for n,v in editor.page.fields.items():
                    if n not in before and v not in ("",[]) :
                        print(part, b, n, editor.page.kinds[n], repr(v)[:50])
