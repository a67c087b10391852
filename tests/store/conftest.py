from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from service.store.engine import Database
from service.store.writer import Writer
from tests.peers.bench import new_database
from tests.peers.postgres import Postgres


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A fresh database of each engine: the store's promises hold on both."""
    with ExitStack() as stack:
        if request.param == "sqlite":
            yield f"sqlite:///{tmp_path / 'tanyakabar.db'}"
        else:
            server: Postgres = request.getfixturevalue("postgres")
            yield stack.enter_context(server.database())


@pytest.fixture
def database(url: str, tmp_path: Path) -> Iterator[Database]:
    with new_database(tmp_path, url) as opened:
        yield opened


@pytest.fixture
def writer(database: Database) -> Iterator[Writer]:
    running = Writer(database.writer)
    yield running
    running.close()
