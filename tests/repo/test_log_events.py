"""Logs are for people who search them: a constant event, and what varies as fields."""

import ast
import re
from collections.abc import Iterator
from functools import cache

from tests.repo.tree import python_files, told

LEVELS = {"debug", "info", "warning", "warn", "error", "exception", "critical", "log", "msg"}
EVENT = re.compile(r"[a-z]+(?:_[a-z]+)*")
NEVER = {"email", "recipient", "recruiter", "candidate", "subject", "body", "password", "secret", "address", "url"}


def found_calls() -> Iterator[tuple[str, ast.Call]]:
    for path in python_files("service"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
                continue
            logger = ast.unparse(node.func.value)
            if node.func.attr in LEVELS and (logger in {"log", "logger", "logging"} or logger.endswith("_log")):
                yield f"{told(path)}:{node.lineno}", node


@cache
def calls() -> dict[str, ast.Call]:
    """Every log call of the service, by where it stands."""
    return dict(found_calls())


def is_constant_event(call: ast.Call) -> bool:
    if len(call.args) != 1 or not isinstance(call.args[0], ast.Constant):
        return False
    return isinstance(call.args[0].value, str) and EVENT.fullmatch(call.args[0].value) is not None


def test_every_event_is_one_constant_in_snake_case() -> None:
    assert len(calls()) > 20
    assert [where for where, call in calls().items() if not is_constant_event(call)] == []


def test_every_field_is_named_and_none_is_somebodys() -> None:
    fields = {where: [field.arg for field in call.keywords] for where, call in calls().items()}
    assert {where: names for where, names in fields.items() if None in names or NEVER & set(names)} == {}


def test_nothing_is_logged_by_another_logger_or_printed_in_passing() -> None:
    def strays(path_text: str) -> list[str]:
        return re.findall(r"logging\.getLogger\([^)]*\)\.(?:debug|info|warning|error|exception)", path_text)

    assert [told(path) for path in python_files("service") if strays(path.read_text(encoding="utf-8"))] == []
