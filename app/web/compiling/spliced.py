"""A template with what it includes in it.

An include makes a context, and asks it for each name; what stands in the template itself asks
nothing. It says the same either way: it sees what is around it, and what it sets stays its own.
"""

import re
from typing import Any

from jinja2 import Environment, nodes
from jinja2.visitor import NodeTransformer

# Letters. A longer one that several pages include would be in memory with each of them, and beside
# what it says itself one context is little.
LONG = 4000
INCLUDED = re.compile(r"""\{%-?\s*include\s+["']([^"']+)["']\s*-?%\}""")


def sources_within(environment: Environment, source: str, above: tuple[str, ...] = ()) -> str:
    """The texts of all that a template includes, for whoever asks whether it is still the same."""
    found = ""
    for name in dict.fromkeys(INCLUDED.findall(source)):
        if name not in above and environment.loader is not None:
            text = environment.loader.get_source(environment, name)[0]
            found += text + sources_within(environment, text, (*above, name))
    return found


class Spliced(NodeTransformer):
    """`{% include "a.html" %}` becomes what stands there. A name that is a variable, a template
    that is long, extends another or has blocks, and one that includes itself are left to Jinja.
    """

    def __init__(self, environment: Any, *above: str | None) -> None:
        self.environment, self.above = environment, above

    def visit_Include(self, node: nodes.Include) -> nodes.Node:  # noqa: N802  (Jinja's name)
        name = node.template.value if isinstance(node.template, nodes.Const) else None
        if not isinstance(name, str) or name in self.above or not node.with_context:
            return node
        source, filename, _uptodate = self.environment.loader.get_source(self.environment, name)
        if len(source) > LONG:
            return node
        tree: nodes.Template = self.environment._parse(source, name, filename)
        if tree.find(nodes.Extends) or tree.find(nodes.Block):
            return node
        Spliced(self.environment, *self.above, name).visit(tree)
        # What goes wrong in it is said of the line that includes it: there are no others here.
        tree.set_lineno(node.lineno, override=True)
        return nodes.Scope(tree.body, lineno=node.lineno)
