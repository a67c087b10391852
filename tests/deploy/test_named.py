import re

import pytest

from service.settings import PREFIX, Settings
from tests.deploy.commands import DEPLOY, arguments_of, operating_texts, parsed, shell_lines
from tests.repo.tree import ROOT, entries

SETTINGS = {PREFIX + name.upper() for name in Settings.model_fields}
README = (DEPLOY / "README.md").read_text(encoding="utf-8")
TOLD = [arguments for words in shell_lines(README) if (arguments := arguments_of(words)) is not None]
MENTIONED = [
    mention.split()
    for path in ("README.md", "deploy/README.md")
    for mention in re.findall(r"`(?:\.venv/bin/)?tanyakabar ([a-z][^`]*)`", (ROOT / path).read_text(encoding="utf-8"))
]
LINK = re.compile(r"\]\((?!https?:)([^)#]*)#?([^)]*)\)")


@pytest.mark.parametrize("name", sorted(operating_texts()))
def test_every_setting_that_a_file_names_is_one(name: str) -> None:
    assert set(re.findall(rf"{PREFIX}[A-Z_]*[A-Z]", operating_texts()[name])) - SETTINGS == set()


def test_commands_of_the_operating_part_are_found_at_all() -> None:
    assert len(TOLD) >= 9
    assert ["migrate", "--restored"] in TOLD
    assert ["secrets", "key"] in TOLD


@pytest.mark.parametrize("arguments", [*TOLD, *MENTIONED], ids=" ".join)
def test_the_program_takes_every_command_that_operators_are_told(arguments: list[str]) -> None:
    if arguments == ["keys", "create"]:  # a mention without its options
        arguments = [*arguments, "--name", "laptop"]
    parsed(arguments)


def anchors(text: str) -> set[str]:
    """The names that a page of Markdown gives its headings."""
    headings = re.findall(r"^#+ (.+)$", re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", ["README.md", "deploy/README.md"])
def test_every_link_leads_to_a_file_and_to_a_heading_in_it(page: str) -> None:
    here = ROOT / page
    astray = []
    for path, anchor in LINK.findall(here.read_text(encoding="utf-8")):
        target = here if not path else here.parent / path
        if not target.exists() or (anchor and anchor not in anchors(target.read_text(encoding="utf-8"))):
            astray.append((path, anchor))
    assert astray == []


def test_every_file_of_the_folder_is_told_of() -> None:
    names = {path.name for path in entries(DEPLOY)} - {"README.md", "Dockerfile.dockerignore"}
    assert names <= set(re.findall(r"\]\(([\w.-]+)\)", README))


def test_every_path_of_the_checkout_that_a_command_names_is_there() -> None:
    words = [word for words in shell_lines(README) for word in words]
    named = {word for word in words if re.match(r"(?:deploy/|\.env)", word) and word != "deploy/.env"}
    assert len(named) >= 4
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_no_file_holds_a_secret() -> None:
    given = re.compile(r"(?:PASSWORD|SECRET_KEY|SECRET)\s*[=:]\s*(\S+)")
    values = {value for text in operating_texts().values() for value in given.findall(text)}
    placeholders = {"abcdefghijklmnop", "&password", "*password", "*password}", "$(openssl", "-}"}
    assert values - placeholders == set()


def test_a_restore_is_told_with_what_sends_nothing_running_first_and_with_the_sent_folder() -> None:
    part = " ".join(README[README.index("## Back up and restore") : README.index("## Upgrade")].split())
    assert "over REST only" in part
    assert "a second time when it is posted again" in part
    assert "*Sent* folder before you post" in part
    after = [TOLD[number + 1] for number, each in enumerate(TOLD) if each == ["migrate", "--restored"]]
    served = [parsed(each)["role"] for each in after if each[0] == "serve"]
    assert served == ["api", "api"]  # compose starts its service `api` for PostgreSQL


def test_what_an_old_process_answers_during_an_upgrade_is_told_alike() -> None:
    for name in ("README.md", "kubernetes.yaml"):
        assert "schema 0003 or before" in operating_texts()[name]


def test_every_variable_of_a_command_is_given_on_this_page() -> None:
    for block in re.findall(r"^```sh\n(.*?)^```$", README, re.MULTILINE | re.DOTALL):
        used = set(re.findall(r"\$([A-Z]+)\b", block))
        assert {name for name in used if f"\n{name}=" not in README} == set()
