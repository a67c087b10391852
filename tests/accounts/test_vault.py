import logging
import pickle
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import SecretStr

from service.credentials import NoKeyError, Vault, WrongKeyError, new_sealing_key, sealing_keys
from service.mail.account import Grant, Security, SmtpAccount
from service.mail.oauth import Token
from service.settings import SettingsError, load_settings
from tests.peers.service_process import ROOT

OLD, NEW = new_sealing_key(), new_sealing_key()
SECRET = "abcd efgh ijkl mnop"
MAKES = "import sys\nfrom pathlib import Path\nfrom service.credentials import Vault\nsys.stdin.read()\n"
MAKES += "print(Vault(file=Path(sys.argv[1]), makes_file=True).seal('from a process'))\n"


def vault(*keys: str) -> Vault:
    return Vault(given=SecretStr(",".join(keys)))


def test_what_is_sealed_is_opened_again() -> None:
    sealed = vault(OLD).seal(SECRET)
    assert vault(OLD).open(sealed) == SECRET
    assert SECRET not in sealed


def test_the_first_key_seals_and_all_open() -> None:
    sealed = vault(OLD).seal(SECRET)
    both = vault(NEW, OLD)
    assert both.open(sealed) == SECRET
    assert not both.is_current(sealed)
    assert both.is_current(both.seal(SECRET))
    assert vault(NEW).open(both.seal(SECRET)) == SECRET


def test_a_secret_of_another_key_is_told_by_the_id_of_its_key() -> None:
    sealed = vault(OLD).seal(SECRET)
    with pytest.raises(WrongKeyError, match=sealed.partition(":")[0]):
        vault(NEW).open(sealed)


@pytest.mark.parametrize("spoiled", ["", "x", "0" * 8 + ":", "0" * 8 + ":gAAAA", "no key id at all"])
def test_what_was_altered_is_not_opened(spoiled: str) -> None:
    with pytest.raises(WrongKeyError):
        vault(OLD).open(spoiled)


def test_keys_are_separated_by_commas_and_white_space() -> None:
    assert sealing_keys(f" {OLD},\n{NEW}\t") == (OLD, NEW)


@pytest.mark.parametrize(
    "text",
    ["", " , ", "password", f"{OLD} password", OLD[:-1]],
    ids=["nothing", "a comma", "a word", "a key and a word", "a key cut short"],
)
def test_what_is_no_key_is_refused_without_repeating_it(text: str) -> None:
    with pytest.raises(NoKeyError) as caught:
        sealing_keys(text)
    assert "secrets key" in str(caught.value)
    assert "password" not in str(caught.value)


def test_the_key_file_is_made_at_the_first_seal_for_its_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "data" / "secret.key"
    made = Vault(file=file, makes_file=True)
    assert not file.exists()
    sealed = made.seal(SECRET)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert Vault(file=file, makes_file=True).open(sealed) == SECRET
    assert [each.name for each in file.parent.iterdir()] == ["secret.key"]


def test_opening_makes_no_key(tmp_path: Path) -> None:
    file = tmp_path / "secret.key"
    with pytest.raises(NoKeyError, match=r"secret\.key"):
        Vault(file=file, makes_file=True).open(vault(OLD).seal(SECRET))
    assert not file.exists()


def test_of_processes_that_make_the_key_at_once_all_use_one(tmp_path: Path) -> None:
    file = tmp_path / "secret.key"
    command = [sys.executable, "-c", MAKES, str(file)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    processes = [subprocess.Popen(command, cwd=ROOT, text=True, **pipes) for _ in range(4)]  # type: ignore[call-overload]  # noqa: S603  # our own
    for each in processes:
        each.stdin.close()
    sealed = [each.stdout.read().strip() for each in processes]
    assert [each.wait(30) for each in processes] == [0] * 4
    for each in processes:
        each.stdout.close()
    assert [Vault(file=file).open(text) for text in sealed] == ["from a process"] * 4


def test_a_key_that_another_process_began_with_is_read_from_the_file(tmp_path: Path) -> None:
    file = tmp_path / "secret.key"
    file.write_text(OLD, encoding="utf-8")
    running = Vault(file=file)
    assert running.open(vault(OLD).seal(SECRET)) == SECRET
    file.write_text(f"{NEW} {OLD}", encoding="utf-8")
    assert running.open(vault(NEW).seal(SECRET)) == SECRET


def test_postgresql_demands_a_key_before_anything_is_sealed() -> None:
    settings = load_settings(_env_file=None, database_url="postgresql://nobody@localhost/x")
    with pytest.raises(NoKeyError, match="TANYAKABAR_SECRET_KEY"):
        settings.vault.seal(SECRET)


@pytest.mark.parametrize(
    ("name", "given"),
    [("secret_key", {"secret_key": "hunter2"}), ("secret_key_file", {"secret_key_file": "absent"})],
)
def test_a_wrong_key_stops_the_start_with_a_line_that_names_the_variable(name: str, given: dict[str, str]) -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings(_env_file=None, **given)
    assert str(caught.value).startswith(f"TANYAKABAR_{name.upper()}: ")
    assert "hunter2" not in str(caught.value)


def test_nothing_that_holds_a_secret_shows_it_or_is_pickled(caplog: pytest.LogCaptureFixture) -> None:
    settings = load_settings(
        _env_file=None,
        secret_key=OLD,
        smtp_username="a@example.com",
        smtp_password=SECRET,
        database_url=f"postgresql://u:{SECRET}@localhost/x",
    )
    grant = Grant(token_url="https://x.example", client_id="c", refresh_token=SecretStr(SECRET))
    account = SmtpAccount(
        name="acc_1",
        host="localhost",
        port=587,
        security=Security.STARTTLS,
        from_address="a@example.com",
        username="a@example.com",
        password=SecretStr(SECRET),
        grant=grant,
    )
    held = [settings, settings.vault, account, grant, Token(value=SecretStr(SECRET), lasts_seconds=1.0)]
    with caplog.at_level(logging.DEBUG):
        for each in held:
            logging.getLogger("a test").warning("%s %r", each, each)
            with pytest.raises(TypeError, match="pickled"):
                pickle.dumps(each)
    assert SECRET not in caplog.text
    assert OLD not in caplog.text
