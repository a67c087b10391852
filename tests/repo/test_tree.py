import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.repo.tree import ROOT, entries, files, python_files, told

TOP_LEVEL = {
    *("pyproject.toml", "README.md", "LICENSE", "NOTICE", ".env.example", ".gitignore", ".ci", ".editorconfig"),
    *("service", "alembic", "tests", "deploy"),
}
# Written in pieces, so that this file does not name them either.
HOSTS = re.compile(
    "|".join(["py" + r"pi\.org", "python" + "hosted", r"npm" + r"js\.", r"deb\." + "debian", "index-" + "url"])
)
MACHINE_PATHS = re.compile(
    r"(?<![\w.~-])/(?:" + "|".join(["ro" + "ot", "wo" + "rk", "ho" + "me", "Us" + "ers", "op" + "t"]) + r")/\w"
)
LONGEST_MODULE = 400  # lines; the aim is 300
LONGEST_FUNCTION = 60  # lines; the aim is 50
UNWANTED_NAMES = re.compile(r"(?:^|_)(utils?|helpers?|common|manager|base|core|handler)$")


def hits(pattern: re.Pattern[str], paths: Iterator[Path]) -> list[str]:
    found = []
    for path in paths:
        text = path.read_bytes().decode("utf-8", errors="replace")
        found += [f"{told(path)}: {match[0]}" for match in pattern.finditer(text)]
    return found


def nodes(paths: list[Path], wanted: Callable[[ast.AST], bool]) -> list[str]:
    return [
        f"{told(path)}:{getattr(node, 'lineno', 1)}"
        for path in paths
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if wanted(node)
    ]


def called(node: ast.AST) -> str:
    """The dotted name that a call calls, or nothing."""
    return ast.unparse(node.func) if isinstance(node, ast.Call) else ""


def test_the_top_level_holds_what_the_design_allows_and_nothing_else() -> None:
    assert {path.name for path in entries()} - TOP_LEVEL == set()


def test_no_file_names_a_package_index() -> None:
    assert hits(HOSTS, files()) == []


def test_no_file_names_a_path_of_the_machine_it_was_written_on() -> None:
    assert hits(MACHINE_PATHS, files()) == []


def test_only_the_root_reads_the_clock() -> None:
    clocks = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "dt.datetime.now"}
    elsewhere = [path for path in python_files("service", "alembic") if told(path) != "service/app/clocks.py"]
    assert nodes(elsewhere, lambda node: called(node) in clocks) == []


def test_tests_use_no_mocks() -> None:
    def mocks(node: ast.AST) -> bool:
        imported = isinstance(node, ast.ImportFrom) and (node.module or "").startswith("unittest")
        return imported or called(node) in {"patch", "mock.patch", "mock.patch.object", "monkeypatch.setattr"}

    assert nodes(python_files("tests"), mocks) == []


def test_tests_do_not_sleep() -> None:
    assert nodes(python_files("tests"), lambda node: called(node).rpartition(".")[2] == "sleep") == []


def test_no_module_is_too_long() -> None:
    lines = {told(path): len(path.read_text(encoding="utf-8").splitlines()) for path in python_files("service")}
    assert {path: count for path, count in lines.items() if count > LONGEST_MODULE} == {}


def test_no_function_is_too_long() -> None:
    def long(node: ast.AST) -> bool:
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            return False
        return (node.end_lineno or node.lineno) - node.lineno + 1 > LONGEST_FUNCTION

    assert nodes(python_files("service"), long) == []


def test_no_module_has_a_name_that_says_nothing() -> None:
    assert [told(path) for path in python_files("service", "tests") if UNWANTED_NAMES.search(path.stem)] == []


def test_every_folder_of_tests_is_a_package() -> None:
    folders = {path.parent for path in python_files("tests")}
    assert [told(folder) for folder in folders if not (folder / "__init__.py").is_file()] == []


def test_migrations_are_no_package_for_it_would_shadow_the_library() -> None:
    assert not (ROOT / "alembic" / "__init__.py").exists()
