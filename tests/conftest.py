from pathlib import Path

import pytest

from tests.peers.certificates import TlsContexts, make_tls


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def tls(tmp_path_factory: pytest.TempPathFactory) -> TlsContexts:
    folder: Path = tmp_path_factory.mktemp("tls")
    return make_tls(folder)
