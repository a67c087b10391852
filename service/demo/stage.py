"""Where the demo plays: real parts in a temporary folder and on loopback, gone without a trace at the end."""

import socket
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic, sleep

import uvicorn
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource

from service.app import Parts, PretendedClock, SystemClock, build
from service.credentials import SCOPES, hash_of, new_key_id, new_secret
from service.demo.cases import REFUSAL
from service.demo.client import Client, DemoError
from service.domain.clock import PretendedTime
from service.sandbox import Sandbox
from service.settings import Settings
from service.store import keys, schema, test_clock
from service.store.engine import Database, open_database
from service.store.records import ApiKey

SPEED = 60.0  # a second here is a minute there
LOOPBACK = "127.0.0.1"
FROM_ADDRESS = "kabar@tanyakabar.test"
SECONDS_TO_START = 15.0
SECONDS_TO_STOP = 10.0


class _OwnSettings(Settings):
    """Settings that read neither the environment nor `.env`: no SMTP host of the user's can come in."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003  # the signature is pydantic-settings'
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Take what was given in code, and nothing else."""
        return (init_settings,)


class Doorkeeper:
    """The SMTP server's answer to each recipient, and its record of how often each was tried."""

    def __init__(self, refused_first: frozenset[str]) -> None:
        self._refused_first = refused_first
        self.tries: Counter[str] = Counter()

    def __call__(self, recipient: str, number: int) -> str | None:
        """Refuse the first try at some; `number` counts the RCPT commands for this recipient, from 1."""
        self.tries[recipient] = number
        return REFUSAL if number == 1 and recipient in self._refused_first else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """The running parts."""

    api: Client
    sandbox: Sandbox
    doorkeeper: Doorkeeper


@contextmanager
def stage(*, start: datetime, refused_first: frozenset[str]) -> Iterator[Stage]:
    """Run database, SMTP server and API until the block ends.

    Args:
        start: aware; when the pretended time begins.
        refused_first: addresses whose first try gets a 451.

    Raises:
        DemoError: the SMTP server or the API did not come up in time.
        OSError: no temporary folder, or no free port on loopback.
    """
    with ExitStack() as parts:
        folder = Path(parts.enter_context(TemporaryDirectory(prefix="tanyakabar-demo-", ignore_cleanup_errors=True)))
        database = open_database(f"sqlite:///{folder / 'tanyakabar.db'}")
        parts.callback(database.dispose)
        schema.upgrade(database)
        clock = _clock(database, start)
        doorkeeper = Doorkeeper(refused_first)
        sandbox = Sandbox(folder / "letters", now=clock.now, answer=doorkeeper)
        parts.callback(sandbox.stop)
        try:
            sandbox.start()
        except RuntimeError as error:
            raise DemoError(str(error)) from None
        settings = _OwnSettings(
            data_dir=folder,
            smtp_host=sandbox.host,
            smtp_port=sandbox.port,
            smtp_security="none",
            smtp_from=FROM_ADDRESS,
        )
        server = uvicorn.Server(
            uvicorn.Config(
                build(Parts(settings=settings, database=database, clock=clock)),
                loop="asyncio",  # as `serve` has it: the SMTP link takes over asyncio's transports
                log_config=None,
                access_log=False,
                timeout_graceful_shutdown=2,
            )
        )
        listener = parts.enter_context(closing(socket.create_server((LOOPBACK, 0))))
        parts.enter_context(_serving(server, listener))
        api = Client(host=LOOPBACK, port=listener.getsockname()[1], key=_key(database, clock))
        yield Stage(api=api, sandbox=sandbox, doorkeeper=doorkeeper)


def _clock(database: Database, start: datetime) -> PretendedClock:
    rule = PretendedTime(start=start.astimezone(UTC), real=SystemClock().now(), speed=SPEED)
    with database.writer.begin() as connection:
        test_clock.store_pretended_time(connection, rule)
    return PretendedClock(rule)


def _key(database: Database, clock: PretendedClock) -> str:
    secret = new_secret()
    key = ApiKey(
        id=new_key_id(),
        name="demo",
        owner="demo",
        scopes=SCOPES,
        created_at=clock.real_now(),
        expires_at=None,
        revoked_at=None,
    )
    with database.writer.begin() as connection:
        keys.add_key(connection, key, hash_of(secret))
    return secret


@contextmanager
def _serving(server: uvicorn.Server, listener: socket.socket) -> Iterator[None]:
    """Serve in a thread of its own; no signal handler is set there, so Ctrl-C stays with the caller."""
    thread = threading.Thread(target=lambda: server.run(sockets=[listener]), name="demo-api", daemon=True)
    thread.start()
    try:
        give_up_at = monotonic() + SECONDS_TO_START
        while not server.started:
            if not thread.is_alive() or monotonic() > give_up_at:
                raise DemoError("the API did not come up")
            sleep(0.02)
        yield
    finally:
        server.should_exit = True
        thread.join(SECONDS_TO_STOP)
