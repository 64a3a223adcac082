"""What tests/sendable.py says of a page, by the faults that it is for."""

import pytest

from tests.sendable import unsendable


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("<form action='/a'><select name='b'></select></form>", ["form get /a: no button"]),
        ("<form><noscript><button>b</button></noscript></form>", ["form get here: no button"]),
        ("<form><p hidden><button>b</button></p></form>", ["form get here: no button"]),
        ("<form><button disabled>b</button></form>", ["form get here: no button"]),
        ("<form><button type='button'>b</button></form>", ["form get here: no button"]),
        ("<form data-hx-post='/a'><button>b</button></form>", [
            "form get here: posted by a script alone"]),
        ("<button data-hx-post='/a'>b</button>", ["<button data-hx-post=/a>: in no form"]),
        ("<a data-hx-get='/a'>b</a>", ["<a data-hx-get=/a>: in no form"]),
        ("<form><button>b</button></form>", []),
        ("<form><p data-unless-scripts><button>b</button></p></form>", []),
        ("<form id='f'></form><button form='f'>b</button>", []),
        ("<form id='f'></form><button form='g'>b</button>", ["form get here: no button"]),
        ("<form hidden><select name='a'></select></form>", []),
        ("<template><form></form></template>", []),
        ("<form><input name='a' data-hx-get='/a'><button>b</button></form>", []),
        ("<a href='/a' data-hx-get='/a'>b</a><div data-hx-get='/a'></div>", []),
    ],
)  # fmt: skip
def test_what_is_noticed(page: str, said: list[str]) -> None:
    assert unsendable(page) == said
