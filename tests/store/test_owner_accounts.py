from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from threading import Event

import pytest
from pydantic import SecretStr

from service.cli.secrets import rotate
from service.credentials import Vault, new_sealing_key
from service.domain.pacing import NO_CAPS, Caps
from service.store import accounts, follow_ups, owner_accounts
from service.store.accounts import AccountState
from service.store.engine import Database
from service.store.owner_accounts import Allowed, Removal
from service.store.writer import Writer
from tests.accounts.stored import AT, stored
from tests.store.rows import DUE, new, plan


def put(database: Database, **changed: object) -> None:
    with database.writer.begin() as connection:
        owner_accounts.put(connection, stored(**changed))


def test_an_account_is_found_by_its_owner_and_by_nobody_else(database: Database) -> None:
    put(database)
    put(database, id="acc_2", owner="another", name="zoho")
    with database.reading() as connection:
        assert owner_accounts.find(connection, owner="karirhub", name="gmail") == stored()
        assert owner_accounts.find(connection, owner="another", name="gmail") is None
        assert [each.id for each in owner_accounts.all_of(connection, owner="karirhub")] == ["acc_1"]
        assert owner_accounts.count_of(connection, owner="another") == 1
        assert owner_accounts.load(connection, "acc_2") == stored(id="acc_2", owner="another", name="zoho")
    with database.writer.begin() as connection:
        assert not owner_accounts.keep(connection, id_="acc_1", owner="another")


def test_two_owners_may_give_the_same_name(database: Database) -> None:
    put(database)
    put(database, id="acc_2", owner="another")
    with database.reading() as connection:
        assert owner_accounts.find(connection, owner="another", name="gmail") == stored(id="acc_2", owner="another")


def test_a_put_replaces_the_whole_account(database: Database) -> None:
    put(database)
    changed = {"host": "smtp.zoho.com", "revision": 2, "verified_at": AT, "username": None, "per_day": 0}
    put(database, **changed)
    with database.reading() as connection:
        assert owner_accounts.load(connection, "acc_1") == stored(**changed)
        assert owner_accounts.caps_of(connection, "acc_1") == Caps(per_minute=20, per_day=0)
        assert owner_accounts.caps_of(connection, "acc_gone") == NO_CAPS
        assert owner_accounts.revision_of(connection, "acc_1") == 2
        assert owner_accounts.connections_of(connection, ["acc_1", "acc_gone"]) == {
            "acc_1": Allowed(owner="karirhub", connections=2)
        }


def test_an_account_is_deleted_only_when_nothing_open_leaves_through_it(database: Database) -> None:
    put(database)
    open_one = new(account="acc_1")
    with database.writer.begin() as connection:
        assert follow_ups.accept(connection, open_one) is None
        accounts.set_state(connection, "acc_1", AccountState(paused_reason="535"))
    with database.writer.begin() as connection:
        assert owner_accounts.remove(connection, owner="karirhub", name="gmail") is Removal.IN_USE
        assert owner_accounts.remove(connection, owner="another", name="gmail") is Removal.UNKNOWN
        follow_ups.set_state(connection, open_one.id, at=AT, status="cancelled")
    with database.writer.begin() as connection:
        assert owner_accounts.remove(connection, owner="karirhub", name="gmail") is Removal.DELETED
    with database.reading() as connection:
        assert owner_accounts.load(connection, "acc_1") is None
        assert accounts.states_of(connection, ["acc_1"]) == {}


def test_an_account_that_is_kept_is_not_deleted_before_what_leaves_through_it_is_stored(database: Database) -> None:
    put(database)
    kept, deleting = Event(), Event()

    def accept() -> None:
        with database.writer.begin() as connection:
            assert owner_accounts.keep(connection, id_="acc_1", owner="karirhub")
            kept.set()
            deleting.wait(0.3)
            follow_ups.accept(connection, new(account="acc_1"))

    def delete() -> Removal:
        kept.wait(10)
        deleting.set()
        with database.writer.begin() as connection:
            return owner_accounts.remove(connection, owner="karirhub", name="gmail")

    with ThreadPoolExecutor(2) as threads:
        accepting, removal = threads.submit(accept), threads.submit(delete)
        accepting.result()
        assert removal.result() is Removal.IN_USE


def test_accounts_with_something_due_are_found_whatever_else_waits(database: Database, writer: Writer) -> None:
    later = plan(DUE + timedelta(days=1))
    rows = [new(account=name) for name in ("acc_b", "default", "acc_a", "acc_b")]
    rows += [new(account=name, plan=later) for name in ("acc_c", "acc_a")]
    for row in rows:
        writer.run_blocking(partial(follow_ups.accept, new=row))
    with database.reading() as connection:
        assert owner_accounts.due_accounts(connection, now=DUE - timedelta(seconds=1)) == []
        assert owner_accounts.due_accounts(connection, now=DUE) == ["acc_a", "acc_b", "default"]
        assert owner_accounts.due_accounts(connection, now=DUE + timedelta(days=2))[2] == "acc_c"


def test_nothing_scheduled_is_nothing_due(database: Database) -> None:
    with database.reading() as connection:
        assert owner_accounts.due_accounts(connection, now=DUE) == []


def test_what_was_verified_is_noted_of_that_very_revision(database: Database) -> None:
    put(database, revision=2)
    with database.writer.begin() as connection:
        assert not owner_accounts.note_verified(connection, "acc_1", revision=1, at=AT)
        assert owner_accounts.note_verified(connection, "acc_1", revision=2, at=AT)
    with database.reading() as connection:
        assert owner_accounts.load(connection, "acc_1") == stored(revision=2, verified_at=AT)


def test_a_renewed_account_is_as_new(database: Database) -> None:
    with database.writer.begin() as connection:
        accounts.set_state(connection, "acc_1", AccountState(paused_reason="535", failures=4, alone_until=AT))
        accounts.renew(connection, "acc_1")
        accounts.renew(connection, "acc_2")
        assert accounts.state_of(connection, "acc_1") == AccountState()
        assert accounts.states_of(connection, ["acc_1", "acc_2"]) == dict.fromkeys(("acc_1", "acc_2"), AccountState())


@pytest.mark.parametrize("count", [0, 3, 450])
def test_rotation_seals_every_secret_anew_and_says_how_many(database: Database, count: int) -> None:
    old, both = new_sealing_key(), new_sealing_key()
    before, after = Vault(given=SecretStr(old)), Vault(given=SecretStr(f"{both} {old}"))
    with database.writer.begin() as connection:
        for n in range(count):
            given = {"id": f"acc_{n}", "name": f"n{n}", "sign_in": "password"}
            owner_accounts.put(connection, stored(**given, sealed_secret=before.seal(f"secret {n}")))
        foreign = Vault(given=SecretStr(new_sealing_key())).seal("lost")
        owner_accounts.put(connection, stored(id="acc_x", name="x", sign_in="password", sealed_secret=foreign))
        owner_accounts.put(connection, stored(id="acc_none", name="none"))
    lacking = {foreign.partition(":")[0]: 1}
    assert rotate(database, after) == (count, lacking)
    assert rotate(database, after) == (0, lacking)
    alone = Vault(given=SecretStr(both))
    with database.reading() as connection:
        for n in range(count):
            found = owner_accounts.load(connection, f"acc_{n}")
            assert found is not None
            assert found.sealed_secret is not None
            assert alone.open(found.sealed_secret) == f"secret {n}"
