"""How templates are compiled: once for each language, with the words of it in them (compiling/)."""

from collections.abc import Mapping, MutableMapping
from contextlib import suppress
from contextvars import ContextVar
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemBytecodeCache, Template, nodes
from jinja2.bccache import Bucket
from jinja2.environment import TemplateModule
from jinja2.runtime import Context
from litestar.plugins.jinja import JinjaTemplateEngine

from app import i18n
from app.text.marking import marked
from app.web import compiling
from app.web.compiling.generator import Generator
from app.web.compiling.saying import in_words
from app.web.compiling.spliced import Spliced, sources_within
from app.web.compiling.words import OF_ENGLISH, Words

shown: ContextVar[Any] = ContextVar("shown")  # the scope of the request whose page it is


class Whole(Template):
    """What it offers without a context is always the same: its globals are the environment's."""

    def _get_default_module(self, _context: Any = None) -> TemplateModule:
        return self._module or super()._get_default_module()

    def new_context(
        self,
        vars: dict[str, Any] | None = None,
        shared: bool = False,  # noqa: ARG002  (it always is)
        locals: Mapping[str, Any] | None = None,
    ) -> Context:
        """Without the environment's globals, which the code asks it for (generator.py)."""
        return super().new_context(vars or {}, True, locals)

    def render(self, *args: Any, **context: Any) -> str:
        """`request`, if there is one: of whom it is shown to."""
        if not self.globals.keys().isdisjoint(context):
            again = self.globals.keys() & context.keys()
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
        name = about[0] if about else None
        for each in (Spliced(self, name), Words(self.language)):
            each.visit(source)
        return super()._generate(source, *about, **options)


class Kept(FileSystemBytecodeCache):
    """What was compiled once, for the next process: in a folder that nobody else writes into, for
    what lies there is run. Other words or another compiler are another page.
    """

    def __init__(self, folder: Path, language: str) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        super().__init__(str(folder), f"{language}-%s.cache")
        english = () if language == "zh" else (i18n.CATALOGUE, Path(i18n.__file__))
        compilers = Path(__file__), *sorted(Path(compiling.__file__).parent.glob("*.py"))
        read = [each.read_bytes() for each in (*compilers, *english)]
        self.of = sha256(b"".join(read)).hexdigest()

    def get_bucket(
        self, environment: Environment, name: str, filename: str | None, source: str
    ) -> Bucket:
        whole = source + sources_within(environment, source)
        return super().get_bucket(environment, name, filename, whole)

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
