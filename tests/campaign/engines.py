"""The database of a run: a SQLite file in the data directory, or a fresh database of a PostgreSQL server."""

from collections.abc import Iterator
from contextlib import contextmanager

from tests.campaign.plan import Engine


@contextmanager
def database_settings(engine: Engine) -> Iterator[dict[str, str]]:
    """Give the settings that lead to an empty database of this engine while it lasts.

    Raises:
        NoPostgresError: there is no PostgreSQL here.
    """
    if engine == "sqlite":
        yield {}
        return
    from tests.peers.postgres import postgres_server  # noqa: PLC0415  # only this engine needs it

    with postgres_server() as server, server.database() as url:
        yield {"TANYAKABAR_DATABASE_URL": url}
