"""Commands of `tanyakabar` as files of the tree name them, held against the real command line."""

import re
import shlex
from collections.abc import Iterator, Sequence
from pathlib import Path

import typer

from service.__main__ import app
from tests.repo.tree import ROOT, entries

DEPLOY = ROOT / "deploy"
_BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_COMPOSE = ["docker", "compose"]


def parsed(arguments: Sequence[str]) -> dict[str, object]:
    """Return the options of a command line as the program would take them.

    Raises:
        Exception: the program would not take them; its own words.
    """
    command = typer.main.get_command(app)
    rest = list(arguments)
    while commands := getattr(command, "commands", None):
        command = commands[rest.pop(0)]
    with command.make_context("tanyakabar", rest) as context:
        return dict(context.params)


def shell_lines(text: str) -> Iterator[list[str]]:
    """Yield the words of each command in the `sh` blocks of a Markdown text, without comments and here-documents."""
    for block in _BLOCK.findall(text):
        lines = iter(block.replace("\\\n", " ").splitlines())
        for line in lines:
            if "<<'END'" in line:
                while next(lines) != "END":
                    pass
            reader = shlex.shlex(line, posix=True, punctuation_chars=True)
            reader.whitespace_split = True
            yield from _apart(list(reader))


def _apart(words: list[str]) -> Iterator[list[str]]:
    command: list[str] = []
    for word in words:
        if word and set(word) <= set("();<>|&"):
            yield command
            command = []
        else:
            command.append(word)
    yield command


def arguments_of(words: list[str]) -> list[str] | None:
    """Return what a shell's command gives to `tanyakabar`, or None when it does not call it."""
    if any(word.startswith("--entrypoint") for word in words):
        return None  # another program of the image
    if words[: len(_COMPOSE)] == _COMPOSE and "run" in words:
        return _after_service(words[words.index("run") + 1 :])
    if words[: len(_COMPOSE)] == _COMPOSE and "exec" in words:
        called = _after_service(words[words.index("exec") + 1 :])
        return called[1:] if called[:1] == ["tanyakabar"] else None
    for number, word in enumerate(words):
        if word.endswith("bin/tanyakabar"):
            return words[number + 1 :]
    return words[1:] if words[:1] == ["tanyakabar"] else None


def _after_service(words: list[str]) -> list[str]:
    first = next(number for number, word in enumerate(words) if not word.startswith("-"))
    return words[first + 1 :]


def operating_texts() -> dict[str, str]:
    """Return the files that tell operators what to do, by name."""
    return {path.name: path.read_text(encoding="utf-8") for path in operating_files()}


def operating_files() -> list[Path]:
    """Return every file of `deploy/` that people wrote; an operator's own `.env` is none."""
    return sorted(path for path in entries(DEPLOY) if not path.name.endswith("constraints.txt"))
