import re
import tomllib
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.repo.tree import ROOT

PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
CONSTRAINTS = (ROOT / "deploy" / "constraints.txt").read_text(encoding="utf-8")
PINNED = {
    canonicalize_name(match[1]): (match[2], match[3].count("--hash=sha256:"))
    for match in re.finditer(r"^([\w.-]+)==([\w.]+)(.*?)(?=^\w|\Z)", CONSTRAINTS, re.MULTILINE | re.DOTALL)
}


@pytest.mark.parametrize("needed", PROJECT["dependencies"])
def test_every_requirement_is_pinned_to_a_version_it_allows(needed: str) -> None:
    requirement = Requirement(needed)
    version, _ = PINNED[canonicalize_name(requirement.name)]
    assert requirement.specifier.contains(version)


def test_every_pin_has_its_hashes() -> None:
    assert [name for name, (_, hashes) in PINNED.items() if hashes == 0] == []


def test_the_pins_lead_to_no_address() -> None:
    options = [line for line in CONSTRAINTS.splitlines() if line.startswith("-")]
    assert options == []
    assert "://" not in CONSTRAINTS


def test_the_pins_say_how_they_were_made() -> None:
    assert re.search(r"^#     uv pip compile pyproject\.toml .*--generate-hashes", CONSTRAINTS, re.MULTILINE)


def test_every_requirement_has_a_lower_bound() -> None:
    assert [each for each in PROJECT["dependencies"] if ">=" not in each] == []
