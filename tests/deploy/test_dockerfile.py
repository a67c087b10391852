import json
import re
import shlex
import shutil
import subprocess
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from service.api import health
from tests.deploy.commands import DEPLOY, parsed
from tests.repo.tree import ROOT

FILE = DEPLOY / "Dockerfile"
TEXT = FILE.read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
STEPS = [
    tuple(line.split(None, 1)) for line in re.sub(r"\\\n\s*", "", TEXT).splitlines() if line and line[0] not in "# "
]


def of(instruction: str) -> list[str]:
    return [rest for name, rest in STEPS if name == instruction]


def test_the_base_is_a_full_version_that_the_project_allows() -> None:
    (base,) = re.findall(r"^ARG PYTHON=python:(\d+\.\d+\.\d+)-slim-[a-z]+$", TEXT, re.MULTILINE)
    assert SpecifierSet(PROJECT["project"]["requires-python"]).contains(base)
    assert of("FROM") == ["${PYTHON} AS build", "${PYTHON}"]


def test_what_is_copied_in_is_in_the_checkout_and_let_through() -> None:
    copied = [words[:-1] for rest in of("COPY") if not (words := shlex.split(rest))[0].startswith("--")]
    sources = {source for words in copied for source in words}
    ignoring = (DEPLOY / "Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines()
    let_through = {line[1:] for line in ignoring if line.startswith("!")}
    assert [source for source in sources if not (ROOT / source).exists()] == []
    assert sources == let_through
    assert "*" in ignoring


def test_the_wheel_needs_no_file_that_is_not_copied() -> None:
    needed = {"pyproject.toml", PROJECT["project"]["readme"], *PROJECT["project"]["license-files"]}
    wheel = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]
    needed |= {*wheel["packages"], *wheel["force-include"]}
    assert needed <= {source for rest in of("COPY") for source in shlex.split(rest)}


def test_every_install_goes_by_hashes_or_by_the_wheel_alone() -> None:
    installs = [step for run in of("RUN") for step in run.split("&&") if "pip install" in step]
    assert len(installs) == 3
    assert [step for step in installs if "--require-hashes" not in step and "--no-deps --no-index" not in step] == []


def test_what_the_wheel_is_built_with_is_pinned_with_hashes() -> None:
    text = (DEPLOY / "build-constraints.txt").read_text(encoding="utf-8")
    pins = dict(re.findall(r"^([\w.-]+)==([\w.]+) \\\n    --hash=sha256:", text, re.MULTILINE))
    assert len(pins) == len(re.findall(r"^\w", text, re.MULTILINE))
    for needed in map(Requirement, PROJECT["build-system"]["requires"]):
        assert needed.specifier.contains(pins[needed.name])


def test_it_runs_under_a_number_that_is_not_root_and_writes_to_its_data_only() -> None:
    (user,) = of("USER")
    assert re.fullmatch(r"(?!0)\d+:(?!0)\d+", user)
    assert of("VOLUME") == ["/data"]
    assert "TANYAKABAR_DATA_DIR=/data" in of("ENV")[-1]
    assert STEPS.index(("USER", user)) > max(STEPS.index(("RUN", rest)) for rest in of("RUN"))


def test_it_starts_a_command_of_the_program_that_others_reach() -> None:
    assert json.loads(of("ENTRYPOINT")[0]) == list(PROJECT["project"]["scripts"])
    given = parsed(json.loads(of("CMD")[0]))
    assert given["host"] == "0.0.0.0"  # noqa: S104  # the container's own network
    assert of("EXPOSE") == [str(given["port"])]


def test_its_health_is_asked_where_the_service_tells_it() -> None:
    (check,) = of("HEALTHCHECK")
    program = json.loads(check[check.index("CMD ") + 4 :])[-1]
    compile(program, "HEALTHCHECK", "exec")
    assert f"'127.0.0.1', {of('EXPOSE')[0]}" in program
    (path,) = re.findall(r"'GET', '([^']+)'", program)
    assert path in {getattr(route, "path", "") for route in health.router.routes}


@pytest.mark.skipif(shutil.which("hadolint") is None, reason="hadolint is not here; the tests above read the file")
def test_hadolint_accepts_it() -> None:
    done = subprocess.run(["hadolint", FILE], capture_output=True, text=True, check=False)  # noqa: S603, S607  # a fixed command, where it is installed
    assert done.returncode == 0, done.stdout + done.stderr
