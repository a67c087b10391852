from collections.abc import Iterator
from pathlib import Path

import pytest

from service.store.engine import Database
from service.store.writer import Writer
from tests.peers.bench import new_database


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with new_database(tmp_path) as opened:
        yield opened


@pytest.fixture
def writer(database: Database) -> Iterator[Writer]:
    running = Writer(database.writer)
    yield running
    running.close()
