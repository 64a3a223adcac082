"""The code that is written of a template: what it calls is called without first looking what it
wants to be told; and a page is gathered, not handed up piece by piece.
"""

from collections.abc import Iterable
from typing import Any

from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame, MacroRef
from jinja2.idtracking import VAR_LOAD_ALIAS, VAR_LOAD_RESOLVE
from jinja2.runtime import Macro
from jinja2.utils import missing

from app.web.compiling import saying


class Generator(CodeGenerator):
    """Jinja asks at each call whether what is called wants the context. Here nothing does: what a
    page is shown to is known to all that is called by it (`shown`).
    """

    after_bracket = False

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:  # noqa: N802
        self.writeline(f"from {__name__} import Called")
        self.writeline(f"from {saying.__name__} import escaped, said")  # Jinja's own follow
        super().visit_Template(node, frame)

    def write_commons(self) -> None:
        super().write_commons()
        self.writeline("known = environment.globals")

    def enter_frame(self, frame: Frame) -> None:
        """What all templates know is asked of the environment, and not again of each context."""
        known = self.environment.globals.keys()
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
        self.write(f"({'escaped(v)' if escapes else 'v'} if (v := ")

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
    """A macro that takes just what it names is called with it, at once."""

    def __init__(self, *about: Any) -> None:
        super().__init__(*about)
        self.at_once = not (self.catch_kwargs or self.catch_varargs or self.caller)

    def __call__(self, *told: Any, **named: Any) -> Any:
        lacking = self.arguments[len(told) :]
        if not self.at_once or len(told) > len(self.arguments) or not named.keys() <= {*lacking}:
            return super().__call__(*told, **named)
        rest = (
            [named.get(each, missing) for each in lacking] if named else (missing,) * len(lacking)
        )
        return saying.markup(self._func(*told, *rest))  # it has escaped
