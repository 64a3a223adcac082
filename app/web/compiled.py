"""How templates are compiled: once for each language, with the words of it in them; what they call
is called, without first looking what it wants to be told; and a page is gathered, not handed up
piece by piece.
"""

import re
from collections.abc import Iterable, Mapping, MutableMapping
from contextlib import suppress
from contextvars import ContextVar
from datetime import date
from functools import lru_cache, partial
from hashlib import sha256
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemBytecodeCache, Template, nodes
from jinja2.bccache import Bucket
from jinja2.compiler import CodeGenerator, Frame, MacroRef
from jinja2.defaults import DEFAULT_NAMESPACE
from jinja2.environment import TemplateModule
from jinja2.idtracking import VAR_LOAD_ALIAS, VAR_LOAD_RESOLVE
from jinja2.runtime import Macro
from jinja2.utils import missing
from jinja2.visitor import NodeTransformer
from litestar.plugins.jinja import JinjaTemplateEngine
from markupsafe import Markup, escape

from app import i18n
from app.charter.model import Names
from app.text.marking import marked

shown: ContextVar[Any] = ContextVar("shown")  # the scope of the request whose page it is
markup = partial(str.__new__, Markup)  # past what Markup asks of a text first
special = re.compile("[&<>\"']").search


def escaped(text: str) -> str:
    """As `escape`, but a plain text. Few hold anything to escape: templates ask that first."""
    return str(escape(text)) if special(text) else text


def said(value: Any) -> str:
    """As `escape`, and what needs none is spared it."""
    kind = type(value)
    if kind is str:
        return escaped(value)
    if kind is int or kind is date:
        return str(value)
    return value if kind is Markup else escape(value)


def in_words(language: str, text: str, /, **values: Any) -> Markup:
    """What a template says by `_`: its text is HTML, its values are not. A text that the template
    does not name itself is found when it is shown.
    """
    if not values:
        return alone(language, text)
    found = i18n.in_language(text, language)
    if language != "zh":
        return Markup(i18n.filled(found, values, said))  # noqa: S704  # our own texts
    told = {name: said(each) for name, each in values.items()}
    return Markup(found % told)  # noqa: S704  # our own texts


@lru_cache(4096)
def alone(language: str, text: str) -> Markup:
    return Markup(i18n.in_language(text, language)) % {}  # noqa: S704  # our own texts


# Of English alone: templates in Chinese are compiled without them.
OF_ENGLISH = {"midway": i18n.midway, "named": i18n.named, "plural": i18n.plural}


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


class Generator(CodeGenerator):
    """Jinja asks at each call whether what is called wants the context. Here nothing does: what a
    page is shown to is known to all that is called by it (`shown`).
    """

    after_bracket = False

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:  # noqa: N802
        self.writeline(
            f"from {__name__} import Called, escaped, said, special"
        )  # Jinja's own follow
        super().visit_Template(node, frame)

    def write_commons(self) -> None:
        super().write_commons()
        self.writeline("known = environment.globals")

    def enter_frame(self, frame: Frame) -> None:
        """What all templates know is asked of the environment, and not again of each context."""
        known = self.environment.globals.keys() - DEFAULT_NAMESPACE.keys()
        for target, (action, name) in frame.symbols.loads.items():
            if action == VAR_LOAD_RESOLVE and name in known:
                frame.symbols.loads[target] = (VAR_LOAD_ALIAS, f"known[{name!r}]")
        super().enter_frame(frame)

    def blockvisit(self, nodes: Iterable[nodes.Node], frame: Frame) -> None:
        """A template and a block say all they have to say at once: else each piece would be handed
        up through all that is around it.
        """
        if frame.buffer is not None:
            super().blockvisit(nodes, frame)
            return
        self.buffer(frame)
        super().blockvisit(nodes, frame)
        if not (frame.rootlevel and self.has_known_extends):
            self.writeline(f"yield concat({frame.buffer})")

    def visit_Getitem(self, node: nodes.Getitem, frame: Frame) -> None:  # noqa: N802
        """A row's column is asked of the row; of what is no row, as Jinja does it."""
        column = node.arg.value if isinstance(node.arg, nodes.Const) else None
        if not (isinstance(node.node, nodes.Name) and isinstance(column, str)):
            super().visit_Getitem(node, frame)
            return
        row = frame.symbols.ref(node.node.name)
        self.write(f"({row}[{column!r}] if {row}.__class__ is dict and {column!r} in {row} else ")
        super().visit_Getitem(node, frame)
        self.write(")")

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802
        """Of what has none Jinja asks for a key."""
        self.write("(v if (v := getattr(")
        self.visit(node.node, frame)
        self.write(f", {node.attr!r}, missing)) is not missing else ")
        super().visit_Getattr(node, frame)
        self.write(")")

    def _output_child_pre(self, _node: nodes.Expr, frame: Frame, *_about: Any) -> None:
        """Most are texts. Where a template escapes by itself, it is not done twice."""
        escapes = frame.eval_ctx.autoescape or frame.eval_ctx.volatile
        text = "(escaped(v) if special(v) else v)" if escapes else "v"
        self.write(f"({text} if (v := ")

    def _output_child_post(self, _node: nodes.Expr, frame: Frame, *_about: Any) -> None:
        escapes = frame.eval_ctx.autoescape or frame.eval_ctx.volatile
        self.write(f").__class__ is str else {'said' if escapes else 'str'}(v))")

    def macro_def(self, macro_ref: MacroRef, _frame: Frame) -> None:
        node, names = macro_ref.node, tuple(each.name for each in macro_ref.node.args)
        name = getattr(node, "name", None)
        wants = (macro_ref.accesses_kwargs, macro_ref.accesses_varargs, macro_ref.accesses_caller)
        self.write(f"Called(environment, macro, {name!r}, {names!r}, *{wants!r}, True)")

    def write(self, x: str) -> None:
        """A signature begins with a comma, as of what follows a first argument."""
        if self.after_bracket:
            x, self.after_bracket = x.removeprefix(", "), False
        super().write(x)

    def visit_Call(  # noqa: N802  (Jinja's name)
        self, node: nodes.Call, frame: Frame, forward_caller: bool = False
    ) -> None:
        self.visit(node.node, frame)
        self.write("(")
        told = node.args or node.kwargs or node.dyn_args or node.dyn_kwargs or forward_caller
        self.after_bracket = bool(told)
        self.signature(node, frame, {"caller": "caller"} if forward_caller else None)
        self.write(")")


class Called(Macro):
    """A macro whose arguments are all told by their places is called with them, at once."""

    def __init__(self, *about: Any) -> None:
        super().__init__(*about)
        self.at_once = not (self.catch_kwargs or self.catch_varargs or self.caller)

    def __call__(self, *told: Any, **named: Any) -> Any:
        lacking = len(self.arguments) - len(told)
        if named or lacking < 0 or not self.at_once:
            return super().__call__(*told, **named)
        return markup(self._func(*told, *(missing,) * lacking))  # it has escaped


class Whole(Template):
    """What it offers without a context is always the same: its globals are the environment's."""

    def _get_default_module(self, _context: Any = None) -> TemplateModule:
        return self._module or super()._get_default_module()

    def render(self, *args: Any, **context: Any) -> str:
        """`request`, if there is one: of whom it is shown to."""
        if again := self.globals.keys() & context.keys():
            raise TypeError(f"All templates know another {again}.")
        request = context.get("request")
        before = shown.set(request.scope if request else {})
        try:
            found = super().render(*args, **context)
            return found if i18n.language.get() == "zh" else marked(found)
        finally:
            shown.reset(before)


class Compiling(Environment):
    """In one language."""

    code_generator_class = Generator
    template_class = Whole

    def __init__(self, language: str, **options: Any) -> None:
        super().__init__(**options)
        self.language = language
        self.globals["_"] = partial(in_words, language)
        self.filters |= OF_ENGLISH
        self.known: dict[Any, Template] = {}

    def get_template(self, name: Any, *about: Any, **told: Any) -> Template:
        """Once for each name; Jinja would ask each time whether its loader is another."""
        found = self.known.get(name)
        if found is None:
            found = self.known[name] = super().get_template(name, *about, **told)
        return found

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """No template has any of its own: two in a row would be read name by name for each page."""
        return super().make_globals(d) if d else self.globals

    def _generate(self, source: nodes.Template, *about: Any, **options: Any) -> str:
        return super()._generate(Words(self.language).visit(source), *about, **options)


class Kept(FileSystemBytecodeCache):
    """What was compiled once, for the next process: in a folder that nobody else writes into, for
    what lies there is run. Other words or another compiler are another page.
    """

    def __init__(self, folder: Path, language: str) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        super().__init__(str(folder), f"{language}-%s.cache")
        english = () if language == "zh" else (i18n.CATALOGUE, Path(i18n.__file__))
        read = [each.read_bytes() for each in (Path(__file__), *english)]
        self.of = sha256(b"".join(read)).hexdigest()

    def get_source_checksum(self, source: str) -> str:
        return sha256((self.of + source).encode()).hexdigest()

    def dump_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):  # a full disk: the page is shown all the same
            super().dump_bytecode(bucket)


class Engine(JinjaTemplateEngine):
    """The reader's language chooses."""

    def __init__(self, environments: Mapping[str, Environment]) -> None:
        super().__init__(engine_instance=environments["zh"])
        self.environments = environments

    def get_template(self, template_name: str) -> Template:
        return self.environments[i18n.language.get()].get_template(template_name)
