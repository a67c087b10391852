import re
import shutil
import subprocess
from typing import Any

import pytest
import yaml

from tests.repo.tree import ROOT

FILE = ROOT / "deploy" / "alerts.yml"
RULES: list[dict[str, Any]] = [
    rule for group in yaml.safe_load(FILE.read_text(encoding="utf-8"))["groups"] for rule in group["rules"]
]
DURATION = re.compile(r"\d+[smhd]")


@pytest.mark.skipif(shutil.which("promtool") is None, reason="promtool is not here; the tests below read the rules")
def test_promtool_accepts_the_rules() -> None:
    done = subprocess.run(["promtool", "check", "rules", FILE], capture_output=True, text=True, check=False)  # noqa: S603, S607  # a fixed command, where it is installed
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_alert_has_a_name_of_its_own() -> None:
    names = [rule["alert"] for rule in RULES]
    assert [name for name in names if not re.fullmatch(r"Tanyakabar[A-Z][A-Za-z]+", name)] == []
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["alert"])
def test_an_alert_says_how_bad_it_is_what_it_means_and_what_to_do(rule: dict[str, Any]) -> None:
    assert set(rule) <= {"alert", "expr", "for", "labels", "annotations"}
    assert rule["labels"]["severity"] in {"critical", "warning"}
    assert set(rule["annotations"]) == {"summary", "description"}
    assert all(text[-1] in ".?" for text in rule["annotations"].values())
    assert DURATION.fullmatch(rule.get("for", "0s"))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["alert"])
def test_the_parentheses_of_an_expression_close(rule: dict[str, Any]) -> None:
    depth = 0
    for sign in rule["expr"]:
        depth += {"(": 1, ")": -1}.get(sign, 0)
        assert depth >= 0
    assert depth == 0
