"""How a command ends when something outside is wrong: one plain line on standard error, exit code 1."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from service.settings import SettingsError
from service.store.engine import DatabaseError, DatabaseUrlError
from service.store.schema import SchemaError


class CommandError(RuntimeError):
    """The command cannot do its work; the message is one line that says what to do."""


def cause_of(error: DatabaseError) -> str:
    """Return what a database's driver says of a fault, in one line."""
    return str(getattr(error, "orig", None) or type(error).__name__).splitlines()[0]


def tell(line: str) -> None:
    """Print a line for people; standard output stays for results."""
    print(line, file=sys.stderr, flush=True)  # noqa: T201  # this is the command line


@contextmanager
def plain_faults() -> Iterator[None]:
    """End the command with one line instead of a traceback when the fault is not a bug."""
    try:
        yield
    except (CommandError, SettingsError, SchemaError) as error:
        tell(f"tanyakabar: {error}")
        raise SystemExit(1) from None
    except DatabaseUrlError as error:
        tell(f"tanyakabar: TANYAKABAR_DATABASE_URL: {error}")
        raise SystemExit(1) from None
    except DatabaseError as error:
        tell(
            f"tanyakabar: the database cannot be used: {cause_of(error)} (see TANYAKABAR_DATABASE_URL, "
            "TANYAKABAR_DATA_DIR)"
        )
        raise SystemExit(1) from None
    except PermissionError as error:
        tell(f"tanyakabar: {error.filename}: {error.strerror}: run this as the user whom the service runs as")
        raise SystemExit(1) from None
