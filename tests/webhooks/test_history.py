import ast

from service.domain.webhook_event import NOT_TOLD, TYPE_OF
from tests.repo.tree import python_files


def test_of_every_kind_of_entry_in_the_history_it_is_decided_whether_webhooks_are_told() -> None:
    entries = {
        keyword.value.value
        for path in python_files("service")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] == "add_event"
        for keyword in node.keywords
        if keyword.arg == "type" and isinstance(keyword.value, ast.Constant)
    }
    assert "planned" in entries
    assert entries <= {*TYPE_OF, *NOT_TOLD}
