"""What a matter's card says (app/public/cards.py draws it), and its address."""

from hashlib import sha256
from typing import NamedTuple

from app.charter.english import original
from app.charter.model import Charter
from app.charter.stages import STAGE_NAMES, Stage
from app.i18n import language, translated
from app.topics.tables import LoadedTopic
from app.web.requests import AnyRequest, charter_of

DRAWN_AS = 1  # another one, when cards look otherwise


class Card(NamedTuple):
    """`where`: whose platform; `stands`: how far the matter has come."""

    where: str
    title: str
    stands: str

    @property
    def file(self) -> str:
        """Named by what it says."""
        said = "\0".join((f"{DRAWN_AS}", *self))
        return f"{sha256(said.encode()).hexdigest()[:16]}.jpg"


def card_of(request: AnyRequest, topic: LoadedTopic, flow: Charter) -> Card:
    """`topic`: with its ring (queries.py), as strangers read it; `flow`: its rules. The same for
    readers of all languages.
    """
    token = language.set("zh")
    try:
        stage = translated(STAGE_NAMES[Stage(topic["stage"])])
    finally:
        language.reset(token)
    ring = original(flow).rings[topic["ring"]].name if topic["ring_name"] else stage
    names = original(charter_of(request)).names
    return Card(f"{request.scope.get('county_name', '')} · {names.platform}", topic["title"], ring)
