"""What whoever asked for a county to join wants done with what is kept about them, at the random
address of their sign-up. It proves little: the operator finds out, by the contact, that it is them.
"""

from litestar import Router, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Template

from app.counties import signups
from app.db import county_tx
from app.i18n import _
from app.persons import wishes
from app.persons.own import WishForm, context_of, personal_of
from app.persons.wishes import About
from app.web.frame import Done, anybody, change, sentence
from app.web.requests import AnyRequest

ASKED = _("请求已交给运营方，办理结果在这里可以看到。")


async def signup_at(reference: str) -> int:
    found = await signups.public(reference)
    if found is None:
        raise NotFoundException
    return found["id"]


@get("/signup/done/{reference:str}/wish")
async def wishes_of(request: AnyRequest, reference: FromPath[str]) -> Template:
    async with county_tx(readonly=True):
        found = await wishes.of_signup(await signup_at(reference))
    context = {**context_of(request, found), "reference": reference}
    return Template("persons/of_signup.html", context=context)


@change("/signup/done/{reference:str}/wish", anybody, page="/signup/done/{reference}/wish")
async def wish(request: AnyRequest, form: WishForm, reference: str) -> Done:
    about = About(signup=await signup_at(reference))
    await wishes.ask(about, form.kind, form.words, "code", personal_of(request))
    return Done(f"/signup/done/{reference}/wish", sentence(ASKED))


router = Router("/", route_handlers=[wishes_of, wish])
