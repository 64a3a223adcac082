"""The landing page, and a county's way in: find oneself, look, ask, see what became of it."""

from secrets import token_urlsafe
from typing import Any

from asyncpg import UniqueViolationError
from litestar import Response, Router, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Template

from app.access.sealed import seal, unseal
from app.accounts.demo_idp import demo_provider
from app.accounts.outgoing import OutgoingRefused, check_address
from app.accounts.pages import callback_address
from app.charter import presets
from app.charter.model import Level
from app.config import settings
from app.counties import operating, signups
from app.counties.rules import (
    WAITING,
    Asked,
    Known,
    Place,
    about_county,
    asked_in,
    expected,
    kind_of,
    refusals,
    short_code,
)
from app.db import county_tx
from app.divisions.rules import short_name
from app.divisions.search import counties_like, county_with, places_in
from app.refusal import Refused, RefusedAll
from app.tenancy.realms import OUTSIDE
from app.text.search import words_pattern
from app.web.errors import in_words
from app.web.idempotency import once, remember, seen_before
from app.web.rate_limit import limited
from app.web.requests import AnyRequest

SECRET = "a client secret that was typed"  # noqa: S105  # names what is sealed
HOUR = 3600


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
        found = await counties_like(q)
        codes = [int(each["code"]) for each in found]
        here = await signups.here_among(codes) if codes else {}
        waiting = await signups.waiting_among(codes) if codes else set()
    return Template(
        "counties/find.html",
        context={"q": q[:40], "found": found, "here": here, "waiting": waiting},
    )


@get("/signup/{code:str}")
async def form(code: FromPath[str]) -> Template:
    async with county_tx(readonly=True):
        county, known = await looked_up(code)
        if wrong := about_county(known):
            raise wrong
        places = [Place(**each) for each in await places_in(code)]
    asked = Asked(code=code, slug=county["romanised"], ticked=expected(places), **identity())
    return shown(county, places, asked, {})


def identity() -> dict[str, str]:
    """Filled in beforehand in demo mode only, so that a newcomer can see a county through."""
    if not settings.demo:
        return {}
    demo = demo_provider()
    return {key: demo[key] for key in ("issuer", "client_id", "client_secret")}


@post("/signup", status_code=200)
async def ask(request: AnyRequest) -> Response[Any]:
    sent = await request.form()
    texts = {key: text for key, text in sent.multi_items() if isinstance(text, str)}
    asked = asked_in(texts, [text for text in sent.getall("p", []) if isinstance(text, str)])
    kept = unseal(SECRET, texts.get("kept", "")) or {}
    asked.client_secret = asked.client_secret or kept.get("secret", "")
    token = texts.get("once", "")
    wrong, county, places, reference = [], None, [], token_urlsafe(16)
    try:
        async with county_tx():
            before = await seen_before(token)
            if before:
                return Redirect(before, status_code=303)
            await limited(request, "signup")
            county, known = await looked_up(asked.code, asked)
            if county:
                places = [Place(**each) for each in await places_in(asked.code)]
                known.places = [short_code(place.code) for place in places]
            if wrong := refusals(asked, known):
                raise RefusedAll(wrong)  # noqa: TRY301  # takes the token back, too
            await signups.enter(asked, unchecked(asked, places), reference)
            await remember(token, f"/signup/done/{reference}")
    except UniqueViolationError:  # somebody else of this county was a moment earlier
        wrong = [Refused(WAITING, "code", name=county["name"] if county else "")]
    except RefusedAll:
        pass
    if not wrong:
        return Redirect(f"/signup/done/{reference}", status_code=303)
    errors: dict[str, str] = {}
    for line in in_words(RefusedAll(wrong)):
        errors.setdefault(line["field"] or "", line["text"] or "")
    if county is None:
        raise wrong[0]
    return shown(county, places, asked, errors)


@get("/signup/done/{reference:str}")
async def done(reference: FromPath[str]) -> Template:
    """Whoever has the random address sees how it stands, and nothing of what was typed."""
    async with county_tx(readonly=True):
        found = await signups.public(reference)
    if found is None:
        raise NotFoundException
    context = {"signup": found, "callback": callback(found["slug"])}
    return Template("counties/done.html", context=context)


def callback(slug: str) -> str:
    """What the identity provider has to know beforehand."""
    return callback_address(f"/{slug}")


async def looked_up(code: str, asked: Asked | None = None) -> tuple[Any, Known]:
    county = await county_with(code)
    if county is None:
        return None, Known(name=None)
    number = int(code)
    return county, Known(
        name=county["name"],
        here=bool(await signups.here_among([number])),
        waiting=bool(await signups.waiting_among([number])),
        slug_taken=asked is not None and await signups.slug_is_taken(asked.slug),
        presets=presets.slugs(),
        reserved=OUTSIDE,
        issuer_fits=asked is None or issuer_fits(asked.issuer),
    )


def issuer_fits(issuer: str) -> bool:
    try:
        check_address(issuer)
    except OutgoingRefused:
        return False
    return True


def unchecked(asked: Asked, places: list[Place]) -> list[str]:
    return [place.code for place in places if short_code(place.code) not in asked.ticked]


def shown(county: Any, places: list[Place], asked: Asked, errors: dict[str, str]) -> Template:
    """The form with everything that was typed. The secret comes back sealed, not readable."""
    towns = [place for place in places if place.level == Level.TOWNSHIP]
    villages: dict[str, list[Place]] = {town.code: [] for town in towns}
    for place in places:
        if place.level == Level.VILLAGE:
            villages[place.parent].append(place)
    secret = asked.client_secret
    return Template(
        "counties/signup.html",
        status_code=422 if errors else 200,
        context={
            "county": county,
            "asked": asked,
            "errors": errors,
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
            "presets": {slug: seen(slug, county["name"], places) for slug in presets.slugs()},
            "kept": seal(SECRET, {"secret": secret}, seconds=HOUR) if secret else "",
            "callback": callback(asked.slug or "…"),
            "once": once(),
        },
    )


def seen(slug: str, county: str, places: list[Place]) -> dict[str, Any]:
    """A preset as this very county would have it: its own first stations, by their names."""
    charter = presets.presets()[slug]
    examples = []
    for level in (Level.COUNTY, Level.TOWNSHIP, Level.VILLAGE):
        name = next((short_name(each.name) for each in places if each.level == level), county)
        if kind := kind_of(charter, level, name):
            examples.append(name + kind.suffix)
    return {"names": charter.names, "summary": presets.summary(charter), "examples": examples}


router = Router("/", route_handlers=[landing, find, form, ask, done, *operating.handlers])
