"""Where one goes on from a page that says no: never nowhere, and never to the same refusal."""

from typing import Any, NamedTuple

from app.access.roles import Account, Act
from app.i18n import _
from app.web.requests import AnyRequest, referer

AGAIN = {408, 429, 500, 503}  # what may work the next time
NOBODY_S = "/operator"  # of what lies outside of all realms; also the operator's own


class Way(NamedTuple):
    address: str
    text: str


def ways_on(request: AnyRequest, status: int) -> list[Way]:
    scope: Any = request.scope
    realm, account = scope.get("realm_path", ""), scope.get("user")
    here = f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path
    ways = []
    if status in AGAIN and request.method == "GET":
        ways.append(Way(here, _("再试一次")))
    if back := came_from(request, realm):
        ways.append(Way(back, _("回到刚才的页面")))
    homes = homes_of(scope["root_path"] or realm, account)
    ways += [each for each in homes if each.address != request.url.path] or homes[-1:]
    return ways


def homes_of(realm: str, account: Account | None) -> list[Way]:
    if realm in {"", NOBODY_S}:
        own = [Way(NOBODY_S, _("运营"))] if account and account.may(Act.SIGNUPS) else []
        return [*own, Way("/", _("首页"))]
    desk = account is not None and not realm.startswith("/regions/") and account.may(Act.DESK)
    return [*([Way(f"{realm}/desk", _("我的工作台"))] if desk else []), Way(f"{realm}/", _("首页"))]


def came_from(request: AnyRequest, realm: str) -> str:
    """Of this realm, or ''."""
    found = referer(request)
    if found.netloc != request.headers.get("host") or found.path == request.url.path:
        return ""
    inside = found.path.startswith(f"{realm}/" if realm not in {"", NOBODY_S} else "/")
    path = f"{found.path}?{found.query}" if found.query else found.path
    return path if inside and not path.startswith("//") else ""
