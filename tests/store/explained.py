"""How the database goes about statements."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, event


@contextmanager
def explained(engine: Engine) -> Iterator[list[str]]:
    """Give what the database says of how it goes about each statement of an engine, big tables in mind."""
    plans: list[str] = []
    asking = False

    def ask(connection: Connection, _cursor: object, statement: str, given: Any, *_: object) -> None:  # noqa: ANN401  # the driver's own
        nonlocal asking
        if asking or statement.startswith("BEGIN"):
            return
        asking = True
        if engine.dialect.name == "sqlite":
            rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", given).all()
            plans.append("\n".join(str(row[-1]) for row in rows))
        else:
            connection.exec_driver_sql("SET LOCAL enable_seqscan = off")  # what a table of three rows is read by
            rows = connection.exec_driver_sql(f"EXPLAIN {statement}", given).all()
            plans.append("\n".join(str(row[0]) for row in rows))
        asking = False

    event.listen(engine, "before_cursor_execute", ask)
    try:
        yield plans
    finally:
        event.remove(engine, "before_cursor_execute", ask)
