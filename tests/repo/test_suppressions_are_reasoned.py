import re

from tests.repo.tree import python_files, told

REASON = re.compile(r"# noqa: [A-Z0-9, ]+?(?:  # | - | )[a-zA-Z].{5,}")


def test_every_silenced_finding_about_security_has_a_written_reason() -> None:
    silenced = {
        f"{told(path)}:{number}": line
        for path in python_files("service", "tests", "alembic")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if re.search(r"# noqa:[A-Z0-9, ]*\bS[0-9]{3}", line)
    }
    assert silenced
    assert [where for where, line in silenced.items() if not REASON.search(line)] == []
