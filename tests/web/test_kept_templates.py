"""What was compiled once is taken by the next process, and only if it is the same."""

from pathlib import Path

import pytest
from jinja2 import DictLoader

from app.web.compiled import Compiling, Kept

SOURCES = {"a.html": "<p>{{ _('姓名') }}</p>"}


def compiling(folder: Path, language: str, sources: dict[str, str] = SOURCES) -> Compiling:
    return Compiling(language, loader=DictLoader(sources), bytecode_cache=Kept(folder, language))


def shown(folder: Path, language: str, sources: dict[str, str] = SOURCES) -> str:
    return compiling(folder, language, sources).get_template("a.html").render()


def files(folder: Path) -> dict[str, bytes]:
    return {each.name: each.read_bytes() for each in folder.iterdir()}


def test_the_next_process_takes_what_is_kept(tmp_path: Path) -> None:
    folder = tmp_path / "compiled"
    assert shown(folder, "zh") == "<p>姓名</p>"
    assert folder.stat().st_mode & 0o777 == 0o700
    ((name, kept),) = files(folder).items()
    written = (folder / name).stat().st_mtime_ns
    changed = kept.replace(
        "姓名".encode(), "名姓".encode()
    )  # to see that it is this which is shown
    assert changed != kept
    (folder / name).write_bytes(changed)
    assert shown(folder, "zh") == "<p>名姓</p>"
    assert files(folder) == {name: changed}
    assert (folder / name).stat().st_mtime_ns > written


def test_another_language_another_text_and_other_words_are_others(tmp_path: Path) -> None:
    assert shown(tmp_path, "zh") == "<p>姓名</p>"
    assert shown(tmp_path, "en") == "<p>Name</p>"
    assert shown(tmp_path, "zh", {"a.html": "<b>{{ _('姓名') }}</b>"}) == "<b>姓名</b>"
    kept = Kept(tmp_path, "en")
    before = kept.get_source_checksum("a")
    assert before != Kept(tmp_path, "zh").get_source_checksum("a")
    kept.of = "other words"
    assert kept.get_source_checksum("a") != before


def test_where_nothing_can_be_written_pages_are_shown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = compiling(tmp_path / "gone", "zh")
    (tmp_path / "gone").rmdir()
    assert made.get_template("a.html").render() == "<p>姓名</p>"
    assert capsys.readouterr().err == ""
