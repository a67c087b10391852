import re

from service.settings import PREFIX, Settings, load_settings
from tests.repo.tree import ROOT

LINES = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
ASSIGNMENT = re.compile(rf"#?({PREFIX}[A-Z_]+)=(.*)")
ASSIGNED = {found[1]: (number, found[2]) for number, line in enumerate(LINES) if (found := ASSIGNMENT.fullmatch(line))}


def test_every_setting_is_in_the_example_and_the_example_names_no_other() -> None:
    assert set(ASSIGNED) == {PREFIX + name.upper() for name in Settings.model_fields}


def test_every_setting_has_a_sentence_above_it() -> None:
    assert [
        name for name, (number, _) in ASSIGNED.items() if not re.fullmatch(r"# [A-Z].{20,}\.", LINES[number - 1])
    ] == []


def test_the_example_sets_nothing_by_itself() -> None:
    assert [line for line in LINES if line and not line.startswith("#")] == []


def test_every_value_of_the_example_is_accepted() -> None:
    exclusive = {f"TANYAKABAR_{name}" for name in ("SMTP_PASSWORD_FILE", "SMTP_PASSWORD", "SECRET_KEY_FILE")}
    given = {
        name.removeprefix(PREFIX).lower(): value
        for name, (_, value) in ASSIGNED.items()
        if value and name not in exclusive
    }
    settings = load_settings(_env_file=None, smtp_password="abcd efgh ijkl mnop", **given)
    assert settings.from_address == "you@gmail.com"


def test_every_value_of_the_example_that_is_a_default_says_the_default() -> None:
    default = load_settings(_env_file=None)
    shown = load_settings(_env_file=None, **{name: value_of(name) for name in DEFAULTED})
    assert {name: getattr(shown, name) for name in DEFAULTED} == {name: getattr(default, name) for name in DEFAULTED}


DEFAULTED = [name for name, field in Settings.model_fields.items() if field.default is not None]


def value_of(name: str) -> str:
    return ASSIGNED[PREFIX + name.upper()][1]
