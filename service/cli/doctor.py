"""`tanyakabar doctor`: what is right and wrong with this installation, and what to do. It sends and changes nothing."""

import asyncio
import json
import os
from collections.abc import Iterator
from contextlib import closing
from zoneinfo import ZoneInfo

from service.accounts.book import AccountBook
from service.accounts.connecting import Connecting
from service.accounts.tokens import Tokens
from service.app import Parts, SystemClock
from service.app.parts import book_of
from service.calendar.indonesian import IndonesianCalendar
from service.cli.database import clock_of
from service.cli.diagnosis import clock as clocks
from service.cli.diagnosis import machine, mailboxes, stored
from service.cli.diagnosis.coverage import coverage
from service.cli.diagnosis.line import Level, Line, fault, warn
from service.cli.diagnosis.mailboxes import Mailbox
from service.credentials import VaultError
from service.reference import load_calendar
from service.settings import Settings, SettingsError, load_settings, unknown_variables
from service.store import accounts, inspection, overrides
from service.store.engine import Connection, Database, DatabaseUrlError, open_database
from service.store.owner_accounts import StoredAccount
from service.store.writer import Writer

MOST_ACCOUNTS = 200  # of owners, that are signed in to
LETTERS_LOOKED_AT = 10_000  # those that are due next
_HERE = ZoneInfo("Asia/Jakarta")


def run_doctor(*, host: str, port: int, as_json: bool) -> int:
    """Print a line for each thing that was looked at; returns 1 when one of them is a fault, else 0."""
    lines = []
    for line in _lines(host, port):
        lines.append(line)
        if not as_json:
            _print(line)
    worst = max(line.level for line in lines)
    if as_json:
        document = {"status": worst.name.lower(), "checks": [line.document() for line in lines]}
        print(json.dumps(document, ensure_ascii=False, indent=2))  # noqa: T201  # the result
    return int(worst is Level.FAULT)


def _print(line: Line) -> None:
    print(f"{line.level.name.lower():<5} {line.about}: {line.says}", flush=True)  # noqa: T201  # the result
    if line.do is not None:
        print(f"      → {line.do}", flush=True)  # noqa: T201  # the result


def _lines(host: str, port: int) -> Iterator[Line]:
    try:
        settings = load_settings()
    except SettingsError as error:
        yield fault("settings", str(error), "mend it in the environment or in `.env` (see .env.example)")
        yield machine.port(host, port)
        return
    for name in unknown_variables(os.environ):
        yield warn("settings", f"{name} is no setting of this version", "see .env.example for how it is spelled")
    yield from machine.data_directory(settings.data_dir)
    yield machine.port(host, port)
    try:
        database = open_database(settings.url)
    except DatabaseUrlError as error:
        yield fault("database", f"TANYAKABAR_DATABASE_URL: {error}", "mend TANYAKABAR_DATABASE_URL")
        return
    try:
        lines, is_current = stored.look_at(database)
        yield from lines
        calendar = load_calendar()
        if is_current:
            yield from _with_database(settings, database, calendar)
        else:
            yield from _without_database(settings, database, calendar)
    finally:
        database.dispose()


def _without_database(settings: Settings, database: Database, calendar: IndonesianCalendar) -> Iterator[Line]:
    """Look at what does not depend on what is stored."""
    clock = SystemClock()
    yield clocks.clock_line(None, in_step=clocks.ntp_in_step())
    yield from coverage(calendar, (), today=clock.now().astimezone(_HERE).date())
    yield machine.zones(_zones_of(calendar), (), now=clock.now())
    yield from _mailboxes(Parts(settings=settings, database=database, clock=clock), is_current=False)


def _with_database(settings: Settings, database: Database, calendar: IndonesianCalendar) -> Iterator[Line]:
    with database.reading() as connection:
        clock = clock_of(connection)
        compared = clocks.compare(connection, clock)
        entered = overrides.all_overrides(connection)
        waiting = inspection.zones_that_wait(connection, limit=LETTERS_LOOKED_AT)
        entrusted = [
            stored.doubts(connection),
            stored.keys(connection, now=clock.real_now()),
            stored.secrets(connection, settings),
        ]
    yield clocks.clock_line(compared, in_step=clocks.ntp_in_step())
    yield from coverage(calendar, entered, today=clock.now().astimezone(_HERE).date())
    yield machine.zones(_zones_of(calendar), waiting, now=clock.now())
    yield from entrusted
    yield from _mailboxes(Parts(settings=settings, database=database, clock=clock), is_current=True)


def _zones_of(calendar: IndonesianCalendar) -> list[str]:
    return sorted({province.timezone for province in calendar.provinces.values()} | set(machine.HOURS_AHEAD))


def _mailboxes(parts: Parts, *, is_current: bool) -> Iterator[Line]:
    """Sign in to the environment's account, and to those of owners when the database can be asked for them."""
    book = book_of(parts)
    found: list[Mailbox] = []
    if book.operators is not None:
        yield from mailboxes.sender(book.operators.account)
        found.append(Mailbox(told="the environment's account", account=book.operators.account, is_operators=True))
    if is_current:
        with parts.database.reading() as connection:
            found = [_with_pause(connection, each) for each in found]
            for each in _registered(connection, book):
                if isinstance(each, Line):
                    yield each
                else:
                    found.append(each)
    if not found:
        yield warn(
            "mailbox",
            "there is none to send from",
            "set TANYAKABAR_SMTP_HOST, _USERNAME and _PASSWORD; or start `serve --sandbox`, which sends nothing, or "
            "`serve --accounts-only`, for accounts that owners register",
        )
        return
    with closing(Writer(parts.database.writer)) as writer:  # a new refresh token replaces the one that was used up
        tokens = Tokens(clock=parts.clock, vault=parts.settings.vault, database=parts.database, writer=writer)
        yield from asyncio.run(mailboxes.sign_in_to(found, Connecting(tokens).open))


def _with_pause(connection: Connection, mailbox: Mailbox) -> Mailbox:
    state = accounts.state_of(connection, mailbox.account.name)
    return Mailbox(
        told=mailbox.told, account=mailbox.account, paused=state.paused_reason, is_operators=mailbox.is_operators
    )


def _registered(connection: Connection, book: AccountBook) -> Iterator[Mailbox | Line]:
    """Give owners' accounts that can be signed in to, and a line of each that cannot or should not be."""
    found = inspection.registered_accounts(connection, limit=MOST_ACCOUNTS + 1)
    if len(found) > MOST_ACCOUNTS:
        says = f"owners registered more than {MOST_ACCOUNTS} accounts; only so many are looked at"
        yield warn("mailbox", says, "owners verify theirs themselves (POST /v1/accounts/NAME/verify)")
    states = accounts.states_of(connection, [each.id for each in found[:MOST_ACCOUNTS]])
    for each in found[:MOST_ACCOUNTS]:
        state = states.get(each.id)
        if state is not None and state.paused_reason is not None:
            says = f"{_name(each)} is paused and was not tried: {state.paused_reason}"  # a try counts as a failed one
            yield warn("mailbox", says, "its owner mends it (PUT /v1/accounts/NAME) or verifies it (POST …/verify)")
            continue
        try:
            yield Mailbox(told=_name(each), account=book.opened(each))
        except VaultError as error:
            yield fault("mailbox", f"{_name(each)}: {error}", "see the line about the secret key")


def _name(account: StoredAccount) -> str:
    return f"account {account.name} of {account.owner}"
