from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.peers.certificates import TlsContexts, make_tls
from tests.peers.postgres import NoPostgresError, Postgres, postgres_server

# No test here judges by the time that a machine takes: what else it has to do is not known.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")

PROCESSES = ("journeys", "privacy")  # start processes and count real seconds: one after the other, on one worker
SERVICES = ("api", "cli", "deploy", "migrations")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Divide the tests between the two workers; `-n 2 --dist loadgroup`."""
    here = Path(__file__).parent
    for item in items:
        folder = item.path.relative_to(here).parts[0]
        for name, folders in (("processes", PROCESSES), ("services", SERVICES)):
            if folder in folders:
                item.add_marker(pytest.mark.xdist_group(name))


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def tls(tmp_path_factory: pytest.TempPathFactory) -> TlsContexts:
    folder: Path = tmp_path_factory.mktemp("tls")
    return make_tls(folder)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """One PostgreSQL server for the session; a test that asks for it is skipped where there is none."""
    server = postgres_server()
    try:
        running = server.__enter__()
    except NoPostgresError as error:
        pytest.skip(f"no PostgreSQL: {error}")
    try:
        yield running
    finally:
        server.__exit__(None, None, None)
