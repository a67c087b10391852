"""Every sealed secret of the database, for sealing anew with another key."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlalchemy import Connection, select, update
from sqlmodel import SQLModel

from service.store import owner_tables as _tables  # noqa: F401  # fills the metadata

SEALED_IN = ("account", "webhook")  # tables with `id` and `sealed_secret`


@dataclass(frozen=True, slots=True)
class Sealed:
    """One sealed secret and where it stands."""

    table: str
    id: str
    text: str = field(repr=False)


def portions(connection: Connection, *, size: int) -> Iterator[list[Sealed]]:
    """Read every sealed secret, in portions."""
    for name in SEALED_IN:
        table = SQLModel.metadata.tables[name]
        last = ""
        while True:
            query = select(table.c.id, table.c.sealed_secret).where(
                table.c.id > last, table.c.sealed_secret.is_not(None)
            )
            rows = connection.execute(query.order_by(table.c.id).limit(size)).all()
            if not rows:
                break
            yield [Sealed(name, id_, sealed) for id_, sealed in rows]
            last = rows[-1][0]


def reseal(connection: Connection, old: Sealed, new: str) -> bool:
    """Put `new` in the place of a sealed secret; False: it was changed or deleted meanwhile."""
    table = SQLModel.metadata.tables[old.table]
    same = (table.c.id == old.id, table.c.sealed_secret == old.text)
    return connection.execute(update(table).where(*same).values(sealed_secret=new)).rowcount == 1
