"""A template with the words of one language in it."""

import re

from jinja2 import nodes
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

from app import i18n
from app.charter.model import Names

# Of English alone: templates in Chinese are compiled without them.
OF_ENGLISH = {
    "alone": i18n.alone,
    "midway": i18n.midway,
    "named": i18n.named,
    "plural": i18n.plural,
}


def filtered(node: nodes.Expr, by: str) -> nodes.Expr:
    return nodes.Filter(node, by, [], [], None, None, lineno=node.lineno)


class Words(NodeTransformer):
    """`_('…')` becomes what it says."""

    def __init__(self, language: str) -> None:
        self.language = language

    def visit_Output(self, node: nodes.Output) -> nodes.Node:  # noqa: N802  (Jinja's name)
        """Values among words are written as all others are."""
        self.generic_visit(node)
        node.nodes = [
            part
            for each in node.nodes
            for part in (self.parts(each) if isinstance(each, nodes.Mod) else [each])
        ]
        return node

    def parts(self, node: nodes.Mod) -> list[nodes.Expr]:
        """Of what `visit_Call` made; another sum stays as it is."""
        if not (isinstance(node.left, nodes.TemplateData) and isinstance(node.right, nodes.Dict)):
            return [node]
        values = {pair.key.value: pair.value for pair in node.right.items}  # type: ignore[attr-defined]
        found: list[nodes.Expr] = []
        end = 0
        text = node.left.data
        for place in i18n.PLACE.finditer(text):
            before = text[end : place.start()] + (place[2] or "")
            found.append(nodes.TemplateData(before, lineno=node.lineno))
            if place[1]:
                found.append(values[place[1]])
            end = place.end()
        return [*found, nodes.TemplateData(text[end:], lineno=node.lineno)]

    def told(self, text: str, values: dict[str, nodes.Expr]) -> tuple[str, dict[str, nodes.Expr]]:
        """A word of the county's may be said in several ways in one English sentence: each place
        has a name of its own.
        """
        if self.language == "zh":
            return text, values
        found: dict[str, nodes.Expr] = {}

        def own(place: re.Match[str]) -> str:
            if place[2]:
                return place[0]
            key = f"{place[1]}_{len(found)}"
            found[key] = self.value(values, place[1], text, place.start())
            return f"%({key})s"

        return i18n.PLACE.sub(own, text), found

    def value(self, values: dict[str, nodes.Expr], name: str, text: str, at: int) -> nodes.Expr:
        """As `i18n.filled` has it."""
        word = name if name in values else name.removesuffix("s")
        found = values[word]
        if self.language == "zh" or word not in Names.__struct_fields__:
            return found
        found = found if word == name else filtered(found, "plural")
        return filtered(found, "midway") if i18n.is_midway(text, at) else found

    def visit_Filter(self, node: nodes.Filter) -> nodes.Node:  # noqa: N802  (Jinja's name)
        self.generic_visit(node)
        spared = self.language == "zh" and node.name in OF_ENGLISH
        return node.node if spared and node.node else node

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802  (Jinja's name)
        self.generic_visit(node)
        if not (isinstance(node.node, nodes.Name) and node.node.name == "_" and node.args):
            return node
        said = node.args[0]
        if not isinstance(said, nodes.Const) or not isinstance(said.value, str) or node.dyn_kwargs:
            return node
        text = i18n.in_language(said.value, self.language)
        if not node.kwargs:
            return nodes.TemplateData(str(Markup(text) % {}), lineno=node.lineno)  # noqa: S704
        text, told = self.told(text, {each.key: each.value for each in node.kwargs})
        values = [
            nodes.Pair(nodes.Const(key), value, lineno=node.lineno) for key, value in told.items()
        ]
        whole = nodes.TemplateData(text, lineno=node.lineno)
        return nodes.Mod(whole, nodes.Dict(values, lineno=node.lineno), lineno=node.lineno)
