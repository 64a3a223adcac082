"""A request as our pages see it, and the way on after a change."""

from typing import Any
from urllib.parse import SplitResult, urlsplit

from litestar import Request, Response
from litestar.exceptions import NotFoundException
from litestar.response import Redirect

from app.access.roles import Account
from app.charter.english import heard
from app.charter.model import Charter
from app.i18n import _

AnyRequest = Request[Any, Any, Any]


def is_htmx(request: AnyRequest) -> bool:
    return request.headers.get("hx-request") == "true"


def realm_of(request: AnyRequest) -> str:
    """Its path, whatever the language: a county's, a region's office's or the operator's."""
    return str(request.scope["realm_path"])  # type: ignore[typeddict-item]


def before(scope: Any) -> str:
    """What stands before each address of a page: the realm, and the language where it says one."""
    return str(scope.get("root_path") or scope["realm_path"])


def in_any_language(request: AnyRequest, path: str) -> str:
    """`path`: of this realm, as asked for. → as it is without a language"""
    root = str(request.scope["root_path"])
    return f"{realm_of(request)}{path.removeprefix(root)}" if root else path


NOWHERE = urlsplit("")


def referer(request: AnyRequest) -> SplitResult:
    """Where the browser says that one came from; anybody may write there what is no address."""
    try:
        return urlsplit(request.headers.get("referer", ""))
    except ValueError:
        return NOWHERE


def to(request: AnyRequest, path: str) -> Response[bytes] | Redirect:
    """After a change: to the page at `path` (inside the realm). HTMX is told to go there too."""
    address = f"{before(request.scope)}{path}"
    if is_htmx(request):
        return Response(b"", status_code=200, headers={"hx-redirect": address})
    return Redirect(address, status_code=303)


def charter_of(request: AnyRequest) -> Charter:
    found: Charter | None = request.scope["charter"]  # type: ignore[typeddict-item]
    if found is None:
        raise NotFoundException(_("没有这个页面。"))
    return heard(found)


def user_of(request: AnyRequest) -> Account:
    """Of a guarded route, where there is one."""
    account: Account = request.user
    return account
