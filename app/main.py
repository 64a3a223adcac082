"""Everything the application is made of, in one list. Follow a router to find its feature."""

from litestar import Litestar, Router
from litestar.config.compression import CompressionConfig
from litestar.logging import LoggingConfig
from litestar.types import ControllerRouterHandler

from app.accounts import demo_idp, invitations
from app.accounts import pages as accounts
from app.activities import pages as activities
from app.audit import pages as audit
from app.cases import pages as cases
from app.cases import region_choice
from app.choosing import pages as choosing
from app.config import settings
from app.consultations import pages as consultations
from app.counties import pages as counties
from app.db import served_pool
from app.drafting import choosing as versions  # noqa: F401  (registers them)
from app.drafting import pages as charter
from app.drafting.what_if import pages as what_if
from app.evidence import file_pages as files
from app.evidence import pages as photos
from app.evidence.store import blob
from app.numbers import pages as numbers
from app.outcomes import commitments, reinstating
from app.people import pages as people
from app.people import portraits
from app.persons import of_signups
from app.persons import pages as persons
from app.portal import pages as portal
from app.portal import patterns, realms
from app.processes.parent_death import serve_under_supervisor
from app.public import pages as public
from app.public import sitemap
from app.regions import pages as regions
from app.regions.api.pages import api
from app.regions.membership import sharing, standing
from app.scoring import exporting, member_year, tracing
from app.scoring import pages as scoring
from app.scoring.assessment import pages as assessment
from app.stations import pages as stations
from app.tenancy.middleware import TenantFromPath
from app.text.arriving import NormalisedAddress, NormalisedRequest, check_lengths
from app.web import complaints, errors, health, static_files
from app.web.application import Application, settle
from app.web.deadline import Deadline
from app.web.forms import expired
from app.web.head import HeadAsGet
from app.web.kept.again import LEVEL, OPTION
from app.web.rate_limit import searches
from app.web.request_context import RequestContext
from app.web.requests import AnyRequest
from app.web.security_headers import SecurityHeaders
from app.web.templates import templates
from app.workflow import pages as topics
from app.workflow import photos as photo_rights  # noqa: F401  (registers them)
from app.workflow import to_choose  # noqa: F401  (registers them)
from app.workflow.followed import pages as followed
from app.workflow.raising import pages as raising

INSIDE: list[ControllerRouterHandler] = [  # a county's pages
    accounts.router("/"),
    invitations.router,
    people.router,
    portraits.router,
    public.router,
    portal.router,
    topics.router,
    raising.router,
    followed.router,
    persons.router("/"),
    *consultations.routers,
    commitments.router,
    reinstating.router,
    photos.router,
    files.router,
    numbers.router,
    stations.router,
    charter.router,
    Router(
        "/scores",
        route_handlers=[*scoring.handlers, *what_if.handlers, *exporting.handlers],
    ),
    activities.router,
    cases.router,
    sharing.router,
    standing.router,
    member_year.router,
    assessment.router,
    tracing.router,
    audit.router("/"),
    expired.router("/"),
    choosing.inside,
]
OUTSIDE: list[ControllerRouterHandler] = [
    health.router,
    static_files.router,
    blob.router,
    accounts.router("/operator"),
    audit.router("/operator"),
    persons.router("/operator"),
    of_signups.router,
    expired.router("/operator"),
    realms.outside,
    sitemap.outside,
    counties.router,
]  # of no county
REGIONS: list[ControllerRouterHandler] = [  # an office's own
    accounts.router("/"),
    audit.router("/"),
    persons.router("/"),
    expired.router("/"),
    realms.in_regions,
    regions.router,
    region_choice.router,
    choosing.in_regions,
]
if settings.demo:
    OUTSIDE.append(demo_idp.router)
    INSIDE.append(patterns.router)


async def arrived(request: AnyRequest) -> None:
    """Of all requests. No guard: for each of those Litestar copies the handler."""
    await searches(request)
    await check_lengths(request)


arrived.quota = "search"  # type: ignore[attr-defined]  # tests walk it


def application(handlers: list[ControllerRouterHandler], *, owns_pool: bool) -> Litestar:
    return Application(
        route_handlers=handlers,
        before_request=arrived,
        middleware=[Deadline(), RequestContext()],
        compression_config=CompressionConfig(
            backend="gzip",
            gzip_compress_level=LEVEL,
            # Pictures and files gain nothing; what is static is compressed: twice is unreadable.
            exclude=[
                "/photos/[0-9]+/[0-9a-f]+(/[0-9a-f]+)?$",
                "/files/[0-9]+/download$",
                "^/static/",
            ],
            exclude_opt_key=OPTION,  # it is compressed where it is kept
        ),
        exception_handlers=errors.handlers,
        lifespan=[served_pool] if owns_pool else [],
        on_startup=[health.warmed, settle, serve_under_supervisor] if owns_pool else [],
        on_shutdown=[health.own.end] if owns_pool else [],
        openapi_config=None,
        request_max_body_size=2**20,  # routes of photos and files take more
        request_class=NormalisedRequest,
        template_config=templates,
        logging_config=LoggingConfig(  # Litestar's default logs errors only when debug=True
            loggers={"httpx2": {"level": "WARNING"}, "httpx": {"level": "WARNING"}},
            log_exceptions="always",
            exception_logging_handler=complaints.complain,
            disable_stack_trace=complaints.THEIRS,
        ),
    )


inside = application(INSIDE, owns_pool=True)
in_regions = application(REGIONS, owns_pool=False)
outside = application(OUTSIDE, owns_pool=False)
app = SecurityHeaders(
    HeadAsGet(NormalisedAddress(TenantFromPath(inside, in_regions, outside, api)))
)
