import json
import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from importlib.util import find_spec
from pathlib import Path
from time import monotonic

import pytest

from service.__main__ import app
from service.app import Parts, SystemClock, build
from service.domain.webhook_event import TYPES
from service.reference import load_checker
from service.settings import Settings
from tests.journeys.fault_table import CASES
from tests.peers.bench import new_database
from tests.peers.crashing import Point
from tests.repo.tree import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
DATE = re.compile(r"^(Date: .*\d\d:\d\d):\d\d")
END = "==== the command has ended ===="
NEAR = {"at", "now", "started_at"}  # instants that are some seconds of the replay's own
A_WHILE = timedelta(minutes=1)
PATIENCE_SECONDS = 20.0

needs_curl = pytest.mark.skipif(shutil.which("curl") is None, reason="curl, whose commands are replayed, is not here")


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One block of commands and the answer that is printed below it, if any."""

    commands: str
    kind: str = ""
    answer: str = ""

    @property
    def looks(self) -> bool:
        """Whether the commands change nothing, so that they may be given until the answer is there."""
        return self.commands.startswith("curl -s localhost") and " -d " not in self.commands


def section(title: str) -> str:
    return README.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def steps(text: str) -> list[Step]:
    found: list[Step] = []
    for kind, content in BLOCK.findall(text):
        if kind == "sh":
            found.append(Step(commands=content))
        else:
            found[-1] = Step(commands=found[-1].commands, kind=kind, answer=content)
    return found


@dataclass(slots=True, kw_only=True)
class Replay:
    """A shell that lives as long as the walk-through, and what the printed ids are called in this run."""

    shell: subprocess.Popen[str]
    port: int
    ids: dict[str, str] = field(default_factory=dict)

    def give(self, commands: str) -> str:
        """Run commands as a reader would; what they print."""
        assert self.shell.stdin is not None
        assert self.shell.stdout is not None
        self.shell.stdin.write(f"{commands.replace('8000', str(self.port))}\necho; echo {shlex.quote(END)}\n")
        self.shell.stdin.flush()
        lines: list[str] = []
        for line in self.shell.stdout:
            if line.rstrip("\n") == END:
                return "".join(lines).removesuffix("\n")
            lines.append(line)
        raise AssertionError(f"the shell ended in: {commands}")

    def translated(self, text: str) -> str:
        for printed, actual in self.ids.items():
            text = text.replace(printed, actual)
        return text

    def differences(self, step: Step, given: str) -> list[str]:
        """What the README prints otherwise than it came; nothing when they agree."""
        if step.kind == "json":
            return list(self._unlike(json.loads(step.answer), json.loads(given), "answer"))
        printed_lines, lines = self.translated(step.answer).splitlines(), given.splitlines()
        if len(printed_lines) != len(lines):
            return [f"{len(printed_lines)} lines came as {len(lines)}"]
        pairs = zip(printed_lines, lines, strict=True)
        return [
            f"{printed!r} came as {came!r}" for printed, came in pairs if to_the_minute(printed) != to_the_minute(came)
        ]

    def _unlike(self, printed: object, came: object, where: str) -> Iterator[str]:
        if isinstance(printed, dict) and isinstance(came, dict):
            for key, value in printed.items():
                if key == "id" and value not in self.ids and UUID.fullmatch(str(came.get(key))):
                    self.ids[value] = came[key]
                elif key not in came:
                    yield f"{where}.{key} did not come"
                elif key not in NEAR or not near(value, came[key]):
                    yield from self._unlike(value, came[key], f"{where}.{key}")
        elif isinstance(printed, list) and isinstance(came, list) and len(printed) == len(came):
            for index, pair in enumerate(zip(printed, came, strict=True)):
                yield from self._unlike(*pair, f"{where}[{index}]")
        elif (self.translated(printed) if isinstance(printed, str) else printed) != came:
            yield f"{where}: {printed!r} came as {came!r}"


def to_the_minute(line: str) -> str:
    """The line; of a letter's Date without the seconds."""
    return DATE.sub(r"\1", line)


def near(printed: str, came: str) -> bool:
    return abs(datetime.fromisoformat(printed) - datetime.fromisoformat(came)) < A_WHILE


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


@pytest.fixture
def replay(tmp_path: Path) -> Iterator[Replay]:
    command = tmp_path / ".venv" / "bin" / "tanyakabar"
    command.parent.mkdir(parents=True)
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m service "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    env = {key: value for key, value in os.environ.items() if not key.startswith("TANYAKABAR_")}
    env |= {"PYTHONPATH": str(ROOT), "TMPDIR": str(tmp_path), "NO_PROXY": "localhost"}
    with (tmp_path / "log").open("w") as log:
        shell = subprocess.Popen(
            ["bash"],  # noqa: S607  # the reader's own shell
            cwd=tmp_path, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True,
            start_new_session=True,
        )  # fmt: skip
        try:
            yield Replay(shell=shell, port=free_port())
        finally:
            shell.communicate("kill $(jobs -p) 2>/dev/null; wait\n", timeout=30)


@needs_curl
def test_the_walk_through_answers_as_printed(replay: Replay) -> None:
    for step in steps(section("A walk through the API")):
        until = monotonic() + PATIENCE_SECONDS
        came = replay.give(step.commands)
        while step.kind and (unlike := replay.differences(step, came)):
            assert step.looks, (step.commands, unlike, came)
            assert monotonic() < until, (step.commands, unlike, came)
            came = replay.give(step.commands)


def test_no_command_names_an_id_of_another_run_or_wants_a_new_curl() -> None:
    commands = "".join(content for kind, content in BLOCK.findall(README) if kind == "sh")
    assert UUID.findall(commands) == []
    assert "--json" not in commands


def test_every_command_that_is_named_is_one() -> None:
    ours = {command.name or command.callback.__name__ for command in app.registered_commands if command.callback}
    groups = {group.name for group in app.registered_groups}
    assert set(re.findall(r"bin/tanyakabar ([a-z]+)", README)) <= ours | groups
    modules = re.findall(r"python -m ([\w.]+)", README)
    assert [name for name in modules if name.startswith("tests.") and find_spec(f"{name}.__main__") is None] == []


def test_every_setting_that_is_named_is_one() -> None:
    named = set(re.findall(r"TANYAKABAR_[A-Z_]*[A-Z]", README))
    named |= {f"TANYAKABAR{short}" for short in re.findall(r"`(_[A-Z_]+)`", README)}
    known = {f"TANYAKABAR_{name.upper()}" for name in Settings.model_fields}
    assert {name for name in named if name not in known} == set()


def test_the_proof_runs_as_many_behaviours_and_crash_points_as_it_says() -> None:
    proof = " ".join(section("When delivery goes wrong").split())
    (behaviours,) = re.findall(r"over (\d+) behaviours", proof)
    (points,) = re.findall(r"each of (\d+) named points", proof)
    assert len(CASES) > int(behaviours)
    assert len(Point) == int(points)


def test_the_plan_command_answers_as_printed(replay: Replay) -> None:
    (step,) = steps(section("Only plan"))
    assert replay.differences(step, replay.give(step.commands)) == []


def test_the_check_command_answers_as_printed(replay: Replay) -> None:
    (step,) = steps(section("The letter check"))
    assert replay.differences(step, replay.give(step.commands).rstrip("\n")) == []


def test_every_family_of_rules_is_told() -> None:
    told = set(re.findall(r"^\| `(\w+)` \|", section("The letter check"), re.MULTILINE))
    assert told == {rule.partition(".")[0] for rule in load_checker().rules}


def test_the_table_of_routes_is_that_of_the_openapi_document(tmp_path: Path) -> None:
    with new_database(tmp_path) as database:
        settings = Settings(_env_file=None, data_dir=tmp_path)
        document = build(Parts(settings=settings, database=database, clock=SystemClock(), sandboxed=True)).openapi()
    described = [f"{verb.upper()} {path}" for path, verbs in document["paths"].items() for verb in verbs]
    told = re.findall(r"^\|[^|]*\| `([A-Z]+ /\S+)` \|", section("The routes"), re.MULTILINE)
    assert sorted(told) == sorted(described)


def test_every_event_that_webhooks_are_told_of_is_named() -> None:
    assert set(re.findall(r"`(follow_up\.\w+)`", section("For portals"))) == set(TYPES)


@pytest.mark.parametrize(
    "ending", ["-q . && .venv/bin/tanyakabar demo", "-q '.[test]' && .venv/bin/pytest -n 2 --dist loadgroup"]
)
def test_the_two_commands_stand_first(ending: str) -> None:
    first = [content.strip() for _, content in BLOCK.findall(README)[:2]]
    assert f"python3 -m venv .venv && .venv/bin/pip install {ending}" in first


def test_every_module_that_the_map_names_is_there() -> None:
    _, tree = BLOCK.findall(section("The code"))[0]
    named = re.findall(r"^(?:├── |└── |service/)?([\w/]+(?:\.py|/))(?=\s|$)", tree.replace("│   ", ""), re.MULTILINE)
    assert len(named) > 10
    missing = [name for name in named if not any((ROOT / folder / name).exists() for folder in ("", "service"))]
    assert missing == []


def test_every_link_to_a_file_leads_somewhere() -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", README)
    assert [link for link in links if not (ROOT / link).exists()] == []
    named = re.findall(r"tests/[\w/]+\.py", README)
    assert [path for path in named if not (ROOT / path).exists()] == []
