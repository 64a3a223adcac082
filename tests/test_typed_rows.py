"""What a function gives to another folder says what stands in it: no `dict[str, Any]`, no `Any`."""

import ast
from collections.abc import Iterator
from typing import Any, NotRequired, TypedDict

import pytest

from app.db import county_tx, numbered, row, rows
from tests.sources import imports, parsed
from tests.test_layers import FILES, folder

UNTYPED = {"Any", "Record", "object"}
BARE = {"dict", "list", "tuple", "Mapping", "Sequence"}  # without what stands in them
CONTEXT = "a template's context: what is in it is the template's to say"
DOCUMENT = "a document of a charter, or what was sealed: JSON of any shape"
ANY_ROW = "any statement's; `of` says which"
ALLOWED = {
    "app.access.sealed.unseal": DOCUMENT,
    "app.accounts.client_keys.published": DOCUMENT,
    "app.accounts.oidc.begin": "what is sealed into a cookie",
    "app.accounts.pages.failed": "a response",
    "app.charter.problems.bare": DOCUMENT,
    "app.charter.shape.plain": DOCUMENT,
    "app.charter.store.without_none": DOCUMENT,
    "app.charter.upgrades.brought_up": DOCUMENT,
    "app.consultations.circle.circle_context": CONTEXT,
    "app.consultations.queries.everything": CONTEXT,
    "app.counties.operating.front": CONTEXT,
    "app.db.statements.row": ANY_ROW,
    "app.db.statements.rows": ANY_ROW,
    "app.db.statements.value": ANY_ROW,
    "app.i18n.alone": "as app.i18n.midway",
    "app.i18n.midway": "a word of the county's, or whatever a page shows in its place",
    "app.numbers.pages.shown": CONTEXT,
    "app.persons.own.context_of": CONTEXT,
    "app.regions.pages.counties_of": CONTEXT,
    "app.scoring.pages.shown": CONTEXT,
    "app.topics.enclosed.context_of": CONTEXT,
    "app.workflow.raising.pages.raise_context": CONTEXT,
    "app.workflow.topic_page.everything": CONTEXT,
}

Trees = dict[str, ast.Module]


def of_app() -> Trees:
    return {name: parsed(path) for name, path in FILES.items()}


def used(tree: ast.AST, trees: Trees) -> Iterator[str]:
    """`app.x.y.f`, imported itself or asked of the module: `y.f`."""
    modules = {}
    for node in imports(tree):
        if isinstance(node, ast.ImportFrom):
            for name in node.names:
                whole = f"{node.module}.{name.name}"
                if whole in trees:
                    modules[name.asname or name.name] = whole
                else:
                    yield whole
        else:
            modules |= {each.asname or each.name: each.name for each in node.names}
    for each in ast.walk(tree):
        if isinstance(each, ast.Attribute) and (of := dotted(each.value)) in modules:
            yield f"{modules[of]}.{each.attr}"


def dotted(node: ast.expr) -> str:
    """`a.b.c`, or nothing."""
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def passed_on(trees: Trees) -> dict[str, str]:
    """`app.evidence.photos_of`, where `app/evidence/__init__.py` imports it → where it is made."""
    return {
        f"{name}.{each.asname or each.name}": f"{node.module}.{each.name}"
        for name, tree in trees.items()
        for node in tree.body
        if isinstance(node, ast.ImportFrom)
        for each in node.names
    }


def made_names(trees: Trees) -> dict[str, ast.expr]:
    """`app.x.Row` of `Row = dict[str, Any]`, for a name may hide what it stands for."""
    return {
        f"{name}.{target.id}": node.value
        for name, tree in trees.items()
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def says(
    annotation: ast.expr | None, module: str, stands: dict[str, str], known: dict[str, ast.expr]
) -> bool:
    """What is in it. `stands`: what is passed on; `known`: names that are made."""
    if annotation is None:
        return False
    if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
        annotation = ast.parse(annotation.value, mode="eval").body
    said = {id(node.value) for node in ast.walk(annotation) if isinstance(node, ast.Subscript)}
    for node in ast.walk(annotation):
        name = getattr(node, "attr", getattr(node, "id", ""))
        if name in UNTYPED or (name in BARE and id(node) not in said):
            return False
        whole = stands.get(f"{module}.{name}", f"{module}.{name}")
        alias = known.get(whole)
        if isinstance(alias, ast.Subscript | ast.BinOp) and not says(
            alias, whole.rpartition(".")[0], stands, known
        ):
            return False
    return True


def untyped(trees: Trees) -> list[str]:
    origins, known = passed_on(trees), made_names(trees)
    across = {
        origins.get(whole, whole)
        for name, tree in trees.items()
        for whole in used(tree, trees)
        if folder(whole) != folder(name)
    }
    return sorted(
        {
            f"{name}.{node.name}"
            for name, tree in trees.items()
            for node in tree.body
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
            and f"{name}.{node.name}" in across
            and not says(node.returns, name, origins, known)
        }
    )


def test_what_crosses_a_folder_is_typed() -> None:
    assert untyped(of_app()) == sorted(ALLOWED)


@pytest.mark.parametrize(
    ("returns", "found"),
    [
        ("dict[str, Any]", True),
        ("dict", True),
        ("list[Any]", True),
        ("Any | None", True),
        ("tuple[dict[str, Any], int]", True),
        ("'list[Any]'", True),
        ("Row", True),
        ("list[Station]", False),
        ("dict[int, list[Station]]", False),
        ("None", False),
    ],
)
@pytest.mark.parametrize(
    "user",
    [
        "from app.stations.queries import of",
        "from app.stations import queries\nqueries.of(1)",
        "from app.stations import queries as q\nq.of(1)",
        "from app.stations import of",
        "from app import stations\nstations.of(1)",
    ],
)
def test_what_the_walk_finds(returns: str, user: str, *, found: bool) -> None:
    trees = {
        "app.stations": "from app.stations.queries import of",
        "app.stations.queries": f"Row = dict[str, Any]\nasync def of(n: int) -> {returns}: ...",
        "app.portal.pages": user,
    }
    few = {name: ast.parse(text) for name, text in trees.items()}
    assert untyped(few) == (["app.stations.queries.of"] if found else [])
    few.pop("app.portal.pages")
    assert untyped(few) == []  # inside its folder it may


class Found(TypedDict):
    name: str
    size: int
    shown: NotRequired[str]


ONE = """SELECT '东关' AS name, 3 AS size WHERE $1::int IS NOT NULL"""


@pytest.mark.anyio
@pytest.mark.usefixtures("county")
async def test_rows_are_what_they_are_said_to_be() -> None:
    async with county_tx(readonly=True):
        assert await rows(ONE, of=Found) == [{"name": "东关", "size": 3}]
        found = await row(ONE, of=Found)
        assert type(found) is dict
        assert await row(f"{ONE} AND false", of=Found) is None
        assert await rows(f"{ONE} AND false", of=Found) == []


@pytest.mark.anyio
@pytest.mark.usefixtures("county")
@pytest.mark.parametrize(
    ("sql", "differ"),
    [
        ("SELECT '东关' AS name WHERE $1::int IS NOT NULL", "size"),
        ("SELECT '东关' AS name, 3 AS sizes WHERE $1::int IS NOT NULL", "size, sizes"),
        ("SELECT '东关' AS name, 3 AS size, 4 AS more WHERE $1::int IS NOT NULL", "more"),
    ],
)
async def test_other_columns_are_refused(sql: str, differ: str) -> None:
    async with county_tx(readonly=True):
        for ask in (rows, row):
            asking: Any = ask
            with pytest.raises(TypeError, match=f"^Found and its statement differ: {differ}.$"):
                await asking(sql, of=Found)


def test_no_value_is_called_of() -> None:
    with pytest.raises(TypeError, match="taken for the rows' type"):
        numbered("SELECT :of")
