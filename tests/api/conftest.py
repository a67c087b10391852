from collections.abc import Iterator

import pytest

from tests.api.bodies import START
from tests.peers.running_service import Running, running


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One service for all tests that leave its clock alone."""
    with running(
        tmp_path_factory.mktemp("api"),
        START,
        TANYAKABAR_SMTP_MAX_CONNECTIONS="20",
        TANYAKABAR_RETRY_DELAYS="1",
        TANYAKABAR_MAX_BODY_BYTES="200000",
    ) as found:
        yield found
