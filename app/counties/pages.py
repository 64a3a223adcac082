"""The landing page, and a county's way in: find oneself, look, ask, see what became of it."""

from dataclasses import dataclass, field
from secrets import token_urlsafe
from typing import Any
from urllib.parse import quote, urlencode

from litestar import Router, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery
from litestar.response import Template

from app.access.sealed import seal, unseal
from app.accounts import client_keys
from app.accounts.client_ways import WAYS, Client
from app.accounts.demo_idp import demo_provider
from app.accounts.outgoing import address_fits
from app.accounts.pages import callback_address
from app.accounts.rules import SECRETLESS
from app.accounts.trying import check_client, found_there
from app.charter import naming, origin, presets, store
from app.charter.model import Charter, Level
from app.charter.published import Published, listed, published, without_own
from app.charter.wording import STATION_LEVELS, label, said
from app.config import settings
from app.counties import amending, nation, operating, repairing, signups, suspending, trial
from app.counties.rules import (
    SLUG,
    Asked,
    Known,
    Place,
    Typed,
    about_county,
    about_slug,
    asked_in,
    expected,
    kind_of,
    refusals,
    short_code,
)
from app.db import county_tx
from app.divisions.rules import short_name
from app.divisions.search import counties_like, county_with, places_in
from app.i18n import _
from app.refusal import Refused, refuse_all
from app.tenancy.realms import OUTSIDE
from app.text import compact, fold
from app.text.search import words_pattern
from app.web.forms.fields import NO_SUCH, id_in
from app.web.frame import Done, Fields, anybody, change, sentence
from app.web.requests import AnyRequest

SECRET = "a client secret that was typed"  # noqa: S105  # names what is sealed
HOUR = 3600
# A county's places are ticked one by one, before anybody could sign in: the largest has 1,500. They
# are counted before they are read, and the body is no larger than that of other forms.
MOST_PLACES = 3000


@get("/")
async def landing(q: FromQuery[str] = "", after: FromQuery[int | None] = None) -> Template:
    async with county_tx(readonly=True):
        counties, older = await signups.registry(words_pattern(q), after)
        total = await signups.counties_at_work()
    return Template(
        "counties/landing.html",
        context={"counties": counties, "older": older, "total": total, "q": q[:40]},
    )


@get("/signup")
async def find(q: FromQuery[str] = "") -> Template:
    async with county_tx(readonly=True):
        found, more = await counties_like(q)
        codes = [int(each["code"]) for each in found]
        here = await signups.here_among(codes) if codes else {}
        waiting = await signups.waiting_among(codes) if codes else set()
    return Template(
        "counties/find.html",
        context={"q": q[:40], "found": found, "more": more, "here": here, "waiting": waiting},
    )


@get("/signup/{code:str}")
async def form(
    code: FromPath[str], kept: FromQuery[str] = "", rules: FromQuery[str] = ""
) -> Template:
    """`kept`: a secret that was typed before, sealed; no address in a browser carries it. `rules`:
    the code of a county from whose published rules one may begin, too.
    """
    async with county_tx(readonly=True):
        county, known = await looked_up(code)
        if wrong := about_county(known):
            raise wrong
        places = [Place(**each) for each in await places_in(code)]
        others = await published_by(rules or typed_before(kept).get("rules", ""))
    if rules and others is None:
        raise NotFoundException(NO_SUCH)
    asked = Asked(code=code, slug=county["romanised"], ticked=expected(places), **identity())
    if asked.client_secret and not kept:
        kept = sealed(asked.client_secret)
    return shown(county, places, asked, kept, others)


async def published_by(code: str) -> Published | None:
    """Within the caller's transaction; None also where the code is none."""
    number = id_in(code) if len(code) <= len("110000") else None
    return None if number is None else await published(number)


@get("/signup/{code:str}/rules")
async def rules_of_others(
    code: FromPath[str], q: FromQuery[str] = "", after: FromQuery[int] = 0
) -> Template:
    """Which counties let others begin from their rules."""
    async with county_tx(readonly=True):
        county = await county_with(code)
        if county is None:
            raise NotFoundException
        found, more = await listed(q[:40], after)
    context = {"county": county, "published": found, "more": more, "q": q[:40]}
    return Template("counties/rules.html", context=context)


@get("/signup/{code:str}/technician")
async def technician(code: FromPath[str], slug: FromQuery[str] = "") -> Template:
    """What whoever keeps the identity provider is asked for: one page to print or to send on."""
    async with county_tx(readonly=True):
        county = await county_with(code)
    if county is None or (slug and not SLUG.fullmatch(slug)):
        raise NotFoundException
    named = slug or county["romanised"]
    context = {
        "county": county,
        "callback": callback(named),
        "home": home(named),
        "keys": f"{settings.base_url}/signup/{county['code']}/jwks.json",
        "slug": named,
        "ways": WAYS,
    }
    return Template("counties/technician.html", context=context)


def identity() -> dict[str, str]:
    """Filled in beforehand in demo mode only, so that a newcomer can see a county through."""
    if not settings.demo:
        return {}
    demo = demo_provider()
    return {key: demo[key] for key in ("issuer", "client_id", "client_secret")}


@dataclass
class SignupForm(Typed):
    """`p`: the places that are ticked. `kept`: the secret, sealed, when it was typed before."""

    kept: str = field(default="", repr=False)
    p: frozenset[str] = field(default=frozenset(), repr=False)


def sealed(secret: str, rules: str = "") -> str:
    return seal(SECRET, {"secret": secret, "rules": rules}, seconds=HOUR)


def typed_before(kept: str) -> dict[str, str]:
    return unseal(SECRET, kept) or {}


def opened(kept: str) -> str:
    return typed_before(kept).get("secret", "")


def page_of(_parameters: dict[str, Any], typed: Fields) -> str:
    """The secret comes back sealed, not readable."""
    secret = typed.get("client_secret").strip() or opened(typed.get("kept"))
    chosen = typed.get("preset")
    rules = chosen if chosen.isdecimal() else ""
    query = f"?{urlencode({'kept': sealed(secret, rules)})}" if secret or rules else ""
    return f"/signup/{quote(typed.get('code'), safe='')}{query}"


async def reached(_request: AnyRequest, typed: Fields) -> list[Refused]:
    """A provider that does not answer is told at once, not when nobody can sign in."""
    issuer = typed.get("issuer").strip()
    return await found_there(issuer) if issuer and address_fits(issuer) else []


@change("/signup", anybody, page=page_of, most=MOST_PLACES, quota="signup", before=reached)
async def ask(request: AnyRequest, form: SignupForm) -> Done:
    asked = asked_in(vars(form), form.p)
    asked.client_secret = asked.client_secret or opened(form.kept)
    if asked.way in SECRETLESS:
        asked.client_secret = ""
    county, known = await looked_up(asked.code, asked)
    places = [Place(**each) for each in await places_in(asked.code)] if county else []
    known.places = [short_code(place.code) for place in places]
    wrong = refusals(asked, known)
    fields = {each.field for each in wrong}
    if county and not fields & {"issuer", "client_id", "client_secret"} and not is_own(asked):
        wrong += check_client(asked.client_id, asked.client_secret, asked.way)
        wrong += trial.untried(request, client_of(asked))
    refuse_all(wrong)
    rules = ""
    if others := await published_by(asked.preset):
        rules = store.write(without_own(store.read(others["document"]), others["name"]))
    # refused now, not when it is to be opened
    origin.worded(rules or presets.document(asked.preset), asked.own())
    reference = token_urlsafe(16)
    await signups.enter(asked, unchecked(asked, places), reference, rules)
    said = _("申请已交。结果会在这一页上，请记下它的网址。")
    return Done(f"/signup/done/{reference}", sentence(said))


def is_own(asked: Asked) -> bool:
    """The demo's provider is this very program."""
    return settings.demo and asked.issuer == demo_provider()["issuer"]


def client_of(asked: Asked) -> Client:
    return Client(0, asked.issuer, asked.client_id, asked.client_secret, asked.way, int(asked.code))


@change("/signup/trial", anybody, page=page_of, most=MOST_PLACES, quota="login", before=reached)
async def try_it(request: AnyRequest, form: trial.TrialForm) -> Template:  # noqa: ARG001
    form.code = compact(form.code)
    form.slug = fold(form.slug).lower()
    county, known = await looked_up(form.code)
    if county is None:
        raise Refused(_("全国名录里没有这个县（市、区），请从查找开始。"), "code")
    if wrong := about_county(known):
        raise wrong
    refuse_all(about_slug(form.slug, known))
    return await trial.begun(form, form.client_secret.strip() or opened(form.kept))


@get("/signup/{code:str}/jwks.json", media_type="application/jwk-set+json")
async def keys(code: FromPath[str]) -> dict[str, Any]:
    """The county's, for its provider to read before there is one."""
    async with county_tx(readonly=True):
        if await county_with(code) is None:
            raise NotFoundException
    return await client_keys.published(int(code))


@get("/signup/done/{reference:str}")
async def done(reference: FromPath[str]) -> Template:
    """Whoever has the random address sees how it stands, and nothing of what was typed."""
    async with county_tx(readonly=True):
        found = await signups.public(reference)
    if found is None:
        raise NotFoundException
    slug = found["slug"]
    context = {
        "signup": found,
        "reference": reference,
        "callback": callback(slug),
        "home": home(slug),
    }
    return Template("counties/done.html", context=context)


def callback(slug: str) -> str:
    """What the identity provider has to know beforehand."""
    return callback_address(f"/{slug}")


def home(slug: str) -> str:
    """Where it sends people whom it has signed out."""
    return f"{settings.base_url}/{slug}/"


async def looked_up(code: str, asked: Asked | None = None) -> tuple[Any, Known]:
    county = await county_with(code)
    if county is None:
        return None, Known(name=None)
    number = int(code)
    others = asked and await published_by(asked.preset)
    return county, Known(
        name=county["name"],
        here=bool(await signups.here_among([number])),
        waiting=bool(await signups.waiting_among([number])),
        slug_taken=asked is not None and await signups.slug_is_taken(asked.slug),
        presets=[*presets.slugs(), *([str(others["county"])] if others else [])],
        reserved=OUTSIDE,
        issuer_fits=asked is None or address_fits(asked.issuer),
    )


def unchecked(asked: Asked, places: list[Place]) -> list[str]:
    return [place.code for place in places if short_code(place.code) not in asked.ticked]


def shown(
    county: Any, places: list[Place], asked: Asked, kept: str, others: Published | None = None
) -> Template:
    offered = presets.presets() | (
        {str(others["county"]): store.read(others["document"])} if others else {}
    )
    towns = [place for place in places if place.level == Level.TOWNSHIP]
    villages: dict[str, list[Place]] = {town.code: [] for town in towns}
    for place in places:
        if place.level == Level.VILLAGE:
            villages[place.parent].append(place)
    return Template(
        "counties/signup.html",
        context={
            "county": county,
            "asked": asked,
            "towns": [
                (
                    town,
                    villages[town.code],
                    sum(p.code[6:] in asked.ticked for p in villages[town.code]),
                )
                for town in towns
            ],
            "ticked": sum(short_code(place.code) in asked.ticked for place in places),
            "places": len(places),
            "presets": {
                key: seen(charter, county["name"], places) for key, charter in offered.items()
            },
            "others": others,
            "words": [(word, label("Names", word)) for word in naming.WORDS],
            "levels": [(level, said(STATION_LEVELS[level])) for level in naming.SUFFIXES],
            "kept": kept if opened(kept) else "",
            "callback": callback(asked.slug or "…"),
            "keys": f"{settings.base_url}/signup/{asked.code}/jwks.json",
            "ways": WAYS,
            "home": home(asked.slug or "…"),
        },
    )


def seen(charter: Charter, county: str, places: list[Place]) -> dict[str, Any]:
    """Rules as this very county would have them: its own first stations, by their names."""
    examples = []
    for level in (Level.COUNTY, Level.TOWNSHIP, Level.VILLAGE):
        name = next((short_name(each.name) for each in places if each.level == level), county)
        if kind := kind_of(charter, level, name):
            examples.append(name + kind.suffix)
    return {"names": charter.names, "summary": presets.summary(charter), "examples": examples}


router = Router(
    "/",
    route_handlers=[
        landing,
        find,
        form,
        ask,
        done,
        rules_of_others,
        technician,
        try_it,
        keys,
        trial.tried,
        *operating.handlers,
        *nation.handlers,
        *suspending.handlers,
        *repairing.handlers,
        *amending.handlers,
    ],
)
