from pathlib import Path

from pydantic import SecretStr

from service.credentials import Vault
from service.store import owner_accounts
from service.store.engine import open_database
from tests.accounts.stored import stored
from tests.peers.service_process import Installation


def test_a_new_key_is_printed_alone_and_is_one(tmp_path: Path) -> None:
    done = Installation(folder=tmp_path).invoke("secrets", "key")
    assert done.exit_code == 0
    assert Vault(given=SecretStr(done.stdout)).seal("x")


def test_rotating_seals_everything_with_the_first_key(tmp_path: Path) -> None:
    installation = Installation(folder=tmp_path)
    old, new = (installation.invoke("secrets", "key").stdout.strip() for _ in range(2))
    installation.create_key()  # brings the schema up to date
    database = open_database(f"sqlite:///{tmp_path / 'data' / 'tanyakabar.db'}")
    with database.writer.begin() as connection:
        sealed = Vault(given=SecretStr(old)).seal("abcd")
        owner_accounts.put(connection, stored(sign_in="password", sealed_secret=sealed))
    done = installation.invoke("secrets", "rotate", TANYAKABAR_SECRET_KEY=f"{new},{old}")
    assert (done.exit_code, done.stderr) == (0, "1 secrets are sealed anew\n")
    with database.reading() as connection:
        found = owner_accounts.load(connection, "acc_1")
    database.dispose()
    assert found is not None
    assert Vault(given=SecretStr(new)).open(found.sealed_secret or "") == "abcd"


def test_a_key_that_is_lacking_is_told_by_its_id_and_nothing_is_changed(tmp_path: Path) -> None:
    installation = Installation(folder=tmp_path)
    old, new = (installation.invoke("secrets", "key").stdout.strip() for _ in range(2))
    installation.create_key()
    database = open_database(f"sqlite:///{tmp_path / 'data' / 'tanyakabar.db'}")
    sealed = Vault(given=SecretStr(old)).seal("abcd")
    with database.writer.begin() as connection:
        owner_accounts.put(connection, stored(sign_in="password", sealed_secret=sealed))
    done = installation.invoke("secrets", "rotate", TANYAKABAR_SECRET_KEY=new)
    assert done.exit_code == 1
    assert f"no key opens them: 1 of the key {sealed.partition(':')[0]}" in done.stderr
    with database.reading() as connection:
        found = owner_accounts.load(connection, "acc_1")
    database.dispose()
    assert found is not None
    assert found.sealed_secret == sealed
