"""What stands in for whatever needs the program, while it is away. Published as `away.html` beside
the county's pages, and shown by the server before it (infra/Caddyfile).
"""

from litestar import get
from litestar.response import Template


@get("/away")
async def away() -> Template:
    return Template("portal/away.html")


handlers = [away]
