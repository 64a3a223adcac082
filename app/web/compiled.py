"""How templates are compiled: once for each language, with the words of it in them; and what they
call is called, without first looking what it wants to be told.
"""

from collections.abc import Mapping
from functools import partial
from typing import Any

from jinja2 import Environment, Template, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.idtracking import VAR_LOAD_RESOLVE
from jinja2.visitor import NodeTransformer
from litestar.plugins.jinja import JinjaTemplateEngine
from markupsafe import Markup

from app import i18n


def in_words(language: str, text: str, /, **values: Any) -> Markup:
    """What a template says by `_`: its text is HTML, its values are not. A text that the template
    does not name itself is found when it is shown.
    """
    return Markup(i18n.in_language(text, language)) % values  # noqa: S704  # our own texts


class Words(NodeTransformer):
    """`_('…')` becomes what it says."""

    def __init__(self, language: str) -> None:
        self.language = language

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
        values = [
            nodes.Pair(nodes.Const(each.key), each.value, lineno=node.lineno)
            for each in node.kwargs
        ]
        whole = nodes.TemplateData(text, lineno=node.lineno)
        return nodes.Mod(whole, nodes.Dict(values, lineno=node.lineno), lineno=node.lineno)


class Generator(CodeGenerator):
    """Jinja asks at each call whether what is called wants the context. Here it is known: globals
    of the templates do that say so; of their names alone it is asked where something else bears
    them, as a macro's argument. Macros know themselves that texts are escaped.
    """

    after_bracket = False

    def write(self, x: str) -> None:
        """A signature begins with a comma, as of what follows a first argument."""
        if self.after_bracket:
            x, self.after_bracket = x.removeprefix(", "), False
        super().write(x)

    def visit_Call(  # noqa: N802  (Jinja's name)
        self, node: nodes.Call, frame: Frame, forward_caller: bool = False
    ) -> None:
        name = node.node.name if isinstance(node.node, nodes.Name) else ""
        wants = getattr(self.environment.globals.get(name), "jinja_pass_arg", None)
        if wants is not None:
            load = frame.symbols.find_load(frame.symbols.ref(name))
            if load is None or load[0] != VAR_LOAD_RESOLVE or wants.name != "context":
                super().visit_Call(node, frame, forward_caller=forward_caller)
                return
        self.visit(node.node, frame)
        self.write("(context" if wants else "(")
        told = node.args or node.kwargs or node.dyn_args or node.dyn_kwargs or forward_caller
        self.after_bracket = bool(told) and not wants
        self.signature(node, frame, {"caller": "caller"} if forward_caller else None)
        self.write(")")


class Compiling(Environment):
    """In one language."""

    code_generator_class = Generator

    def __init__(self, language: str, **options: Any) -> None:
        super().__init__(**options)
        self.language = language
        self.globals["_"] = partial(in_words, language)

    def _generate(self, source: nodes.Template, *about: Any, **options: Any) -> str:
        return super()._generate(Words(self.language).visit(source), *about, **options)


class Engine(JinjaTemplateEngine):
    """The reader's language chooses."""

    def __init__(self, environments: Mapping[str, Environment]) -> None:
        super().__init__(engine_instance=environments["zh"])
        self.environments = environments

    def get_template(self, template_name: str) -> Template:
        return self.environments[i18n.language.get()].get_template(template_name)
