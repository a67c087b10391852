"""`doctor` names what is wrong in plain words, with what to do; each fault is planted for real."""

import json
import os
import shutil
import socket
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from service.calendar.indonesian import IndonesianCalendar
from service.cli.diagnosis import machine, mailboxes
from service.cli.diagnosis.clock import Compared, clock_line
from service.cli.diagnosis.coverage import coverage
from service.cli.diagnosis.line import Level, Line
from service.credentials import Vault
from service.domain.calendar_day import Override
from service.domain.outcome import Stage
from service.mail.account import Security, SmtpAccount
from service.reference import load_calendar
from service.store import accounts, follow_ups, owner_accounts, schema
from service.store.engine import Database, open_database
from tests.accounts.stored import stored
from tests.migrations.filled_databases import write_file
from tests.peers.certificates import TlsContexts
from tests.peers.faults import Behaviour, reply
from tests.peers.postgres import Postgres
from tests.peers.service_process import Installation, free_port, smtp_settings
from tests.peers.smtp_server import Features, SmtpServer
from tests.store.rows import new, plan

LOGIN, PASSWORD = "kabar@karirhub.test", "abcd efgh ijkl mnop"
TANYAKABAR = {"TANYAKABAR_SMTP_USERNAME": LOGIN, "TANYAKABAR_SMTP_PASSWORD": PASSWORD, "TANYAKABAR_SMTP_FROM": LOGIN}


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of the newest schema, made once."""
    path = tmp_path_factory.mktemp("migrated") / "tanyakabar.db"
    database = open_database(f"sqlite:///{path}")
    schema.upgrade(database)
    database.dispose()
    return path


@pytest.fixture
def database(migrated: Path, tmp_path: Path) -> Iterator[Database]:
    (tmp_path / "data").mkdir(mode=0o700)
    shutil.copy(migrated, tmp_path / "data" / "tanyakabar.db")
    opened = open_database(f"sqlite:///{tmp_path / 'data' / 'tanyakabar.db'}")
    yield opened
    opened.dispose()


def examined(installation: Installation, *options: str, **settings: str) -> tuple[int, dict[str, list[dict[str, Any]]]]:
    """Run the command; return its exit code and its lines by what they are about."""
    port = () if "--port" in options else ("--port", str(free_port()))
    done = installation.invoke("doctor", "--json", *port, *options, **settings)
    document = json.loads(done.stdout)
    found: dict[str, list[dict[str, Any]]] = {}
    for check in document["checks"]:
        assert (check["do"] is None) == (check["level"] == "ok")
        found.setdefault(check["about"], []).append(check)
    assert document["status"] == max(
        (check["level"] for check in document["checks"]), key=["ok", "warn", "fault"].index
    )
    assert done.exit_code == (document["status"] == "fault")
    assert PASSWORD not in done.output
    return done.exit_code, found


def fault(found: dict[str, list[dict[str, Any]]], about: str) -> str:
    """Return what the one fault says and asks for; there must be no other."""
    ((where, line),) = [(each, line) for each in found for line in found[each] if line["level"] == "fault"]
    assert where == about
    return f"{line['says']} → {line['do']}"


@contextmanager
def mail(tls: TlsContexts, *behaviours: Behaviour, **features: Any) -> Iterator[tuple[SmtpServer, dict[str, str]]]:  # noqa: ANN401  # of the server
    """Give a server with STARTTLS and sign-in, and the settings that lead there."""
    given = {"starttls": True, "auth": ("PLAIN",), "credentials": {LOGIN: PASSWORD}, **features}
    with SmtpServer(*behaviours, features=Features(**given), tls=tls.server) as server:
        more = {"TANYAKABAR_SMTP_SECURITY": "starttls", "SSL_CERT_FILE": str(tls.authority_file)}
        yield server, smtp_settings(server, **{**TANYAKABAR, **more})


def test_a_sound_installation_has_no_fault_and_no_letter_leaves(
    database: Database, tmp_path: Path, tls: TlsContexts
) -> None:
    with mail(tls) as (server, settings):
        installation = Installation(folder=tmp_path, settings=settings)
        installation.create_key()
        exit_code, found = examined(installation)
        server.wait_idle()
    assert exit_code == 0
    assert {about for about in found if any(line["level"] != "ok" for line in found[about])} <= {"clock"}  # NTP
    assert "over TLS, signed in" in found["mailbox"][0]["says"]
    assert {"MAIL", "RCPT", "DATA"} & set(server.commands) == set()
    assert server.commands.count("AUTH PLAIN") == 1
    database.dispose()
    assert sorted(each.name for each in (tmp_path / "data").iterdir()) == ["tanyakabar.db"]


def test_letters_in_doubt_are_told_of_after_a_restore_and_waiting_ones_are_not(
    database: Database, tmp_path: Path
) -> None:
    with database.writer.begin() as connection:
        for due in (datetime(2026, 1, 6, 5, tzinfo=UTC), datetime(2090, 1, 6, 5, tzinfo=UTC)):
            assert follow_ups.accept(connection, new(plan=plan(due))) is None
    database.dispose()
    installation = Installation(folder=tmp_path)
    done = installation.invoke("migrate", "--restored")
    assert done.exit_code == 0
    assert "1 letters may have been sent since the backup and are in doubt" in done.stderr
    for part in ("over REST only", "`serve --role api` alone, which sends nothing", "Sent folder first"):
        assert part in done.stderr
    exit_code, found = examined(installation)
    (line,) = found["letters"]
    assert (exit_code, line["level"]) == (0, "warn")
    assert "1 are in doubt" in line["says"]


def test_people_get_a_line_each_with_what_to_do_below(tmp_path: Path) -> None:
    done = Installation(folder=tmp_path).invoke("doctor", "--port", str(free_port()))
    assert done.exit_code == 0
    assert "ok    calendar: holidays and joint leave are decreed to the end of " in done.stdout
    assert "warn  mailbox: there is none to send from\n      → set TANYAKABAR_SMTP_HOST" in done.stdout
    assert not (tmp_path / "data").exists()


def test_a_wrong_password_is_named(tmp_path: Path, tls: TlsContexts) -> None:
    with mail(tls, credentials={LOGIN: "another"}) as (server, settings):
        _, found = examined(Installation(folder=tmp_path, settings=settings))
    told = fault(found, "mailbox")
    for part in ("at auth", "535", "user name and password", "app password"):
        assert part in told
    assert server.commands.count("AUTH PLAIN") == 1  # a second one would be a second failed sign-in


def test_a_535_of_gmail_asks_for_2_step_verification_and_an_app_password_of_16_letters(
    tmp_path: Path, tls: TlsContexts
) -> None:
    words = "5.7.8 Username and Password not accepted. For more information, go to support.google.com - gsmtp"
    with mail(tls, Behaviour(stage=Stage.AUTH, action=reply(535, words))) as (_, settings):
        _, found = examined(Installation(folder=tmp_path, settings=settings))
    told = fault(found, "mailbox")
    for part in ("2-step verification", "app password", "16 letters"):
        assert part in told


def test_a_server_without_tls_is_named(tmp_path: Path, tls: TlsContexts) -> None:
    with mail(tls, starttls=False) as (server, settings):
        _, found = examined(Installation(folder=tmp_path, settings=settings))
    told = fault(found, "mailbox")
    for part in ("does not offer STARTTLS", "587 with starttls or 465 with tls"):
        assert part in told
    assert "AUTH PLAIN" not in server.commands


def test_a_certificate_that_is_not_trusted_is_named(tmp_path: Path, tls: TlsContexts) -> None:
    with mail(tls) as (_, settings):
        del settings["SSL_CERT_FILE"]
        _, found = examined(Installation(folder=tmp_path, settings=settings))
    assert "certificate is not to be trusted → see that the host is the name" in fault(found, "mailbox")


def test_a_server_that_is_not_there_is_named(tmp_path: Path) -> None:
    settings = {"TANYAKABAR_SMTP_HOST": "127.0.0.1", "TANYAKABAR_SMTP_PORT": str(free_port()), **TANYAKABAR}
    _, found = examined(Installation(folder=tmp_path, settings=settings))
    assert "refuses connections" in fault(found, "mailbox")


@pytest.mark.parametrize("engine", ["sqlite", "postgres"])
def test_an_old_schema_is_named_and_left_as_it_is(engine: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    (tmp_path / "data").mkdir()
    if engine == "sqlite":
        write_file("0001", tmp_path / "data" / "tanyakabar.db")
        _, found = examined(Installation(folder=tmp_path))
        with closing(sqlite3.connect(tmp_path / "data" / "tanyakabar.db")) as file:
            assert file.execute("SELECT version_num FROM alembic_version").fetchall() == [("0001",)]
        assert "an old schema, 0001" in fault(found, "schema")
    else:
        server: Postgres = request.getfixturevalue("postgres")
        with server.database(migrated=False) as url:
            _, found = examined(Installation(folder=tmp_path), TANYAKABAR_DATABASE_URL=url)
        assert "the database is empty" in fault(found, "schema")
    assert "run `tanyakabar migrate`" in fault(found, "schema")


def test_a_full_disk_is_named(migrated: Path, tmp_path: Path) -> None:
    with small_disk(tmp_path / "data") as disk:
        shutil.copy(migrated, disk / "tanyakabar.db")
        with pytest.raises(OSError, match="No space left"):
            (disk / "ballast").write_bytes(bytes(4 * 1024**2))
        _, found = examined(Installation(folder=tmp_path))
        assert "the disk is full, or nearly: 0 MB are free" in found["disk"][0]["says"]
        assert "make room" in found["disk"][0]["do"]
        assert "No space left" in found["data directory"][0]["says"]
        assert "make room" in found["data directory"][0]["do"]


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    folder.mkdir()
    mount, umount = shutil.which("mount"), shutil.which("umount")
    if os.geteuid() != 0 or mount is None or umount is None:
        pytest.skip("needs the right to mount a small tmpfs")
    line = [mount, "-t", "tmpfs", "-o", "size=2m,mode=0700", "tmpfs", str(folder)]
    if subprocess.run(line, capture_output=True, check=False).returncode != 0:  # noqa: S603  # our own command line
        pytest.skip("mounting a small tmpfs is not permitted here")
    try:
        yield folder
    finally:
        subprocess.run([umount, "--lazy", str(folder)], check=True)  # noqa: S603  # our own command line


@pytest.mark.parametrize(
    ("free", "level"), [(0, Level.FAULT), (49 * 1024**2, Level.FAULT), (51 * 1024**2, Level.WARN), (10**12, Level.OK)]
)
def test_how_much_room_is_left_decides(free: int, level: Level, tmp_path: Path) -> None:
    assert machine.disk_space(tmp_path, free).level is level


def test_a_data_directory_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").touch()
    _, found = examined(Installation(folder=tmp_path), TANYAKABAR_DATA_DIR=str(tmp_path / "data" / "below"))
    told = fault(found, "data directory")
    for part in ("cannot be made by this user", "TANYAKABAR_DATA_DIR"):
        assert part in told


def test_a_data_directory_that_cannot_be_written_is_named(database: Database, tmp_path: Path) -> None:
    database.dispose()
    with read_only(tmp_path / "data"):
        _, found = examined(Installation(folder=tmp_path))
    assert "cannot be written" in found["data directory"][0]["says"]
    assert "chown" in found["data directory"][0]["do"]


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    if os.geteuid() != 0:
        folder.chmod(0o500)
        yield
        folder.chmod(0o700)
        return
    mount, umount = shutil.which("mount"), shutil.which("umount")  # the administrator writes whatever the mode says
    if mount is None or umount is None:
        pytest.skip("needs mount")
    lines = [[mount, "--bind", str(folder), str(folder)], [mount, "-o", "remount,bind,ro", str(folder)]]
    if any(subprocess.run(line, capture_output=True, check=False).returncode for line in lines):  # noqa: S603  # our own command lines
        subprocess.run([umount, "--lazy", str(folder)], check=False)  # noqa: S603  # our own command line
        pytest.skip("mounting is not permitted here")
    try:
        yield
    finally:
        subprocess.run([umount, "--lazy", str(folder)], check=True)  # noqa: S603  # our own command line


def test_a_zone_that_this_machine_does_not_know_is_named(database: Database, tmp_path: Path) -> None:
    lost = plan(datetime(2030, 1, 1, tzinfo=UTC))
    lost.document["timezone"] = "Asia/Atlantis"
    with database.writer.begin() as connection:
        assert follow_ups.accept(connection, new(plan=lost)) is None
    _, found = examined(Installation(folder=tmp_path))
    told = fault(found, "time zones")
    for part in ("Asia/Atlantis (1 letters)", "tzdata"):
        assert part in told


def test_a_machine_with_an_unknown_zone_of_its_own_is_told(tmp_path: Path) -> None:
    exit_code, found = examined(Installation(folder=tmp_path), TZ="Asia/Jakarata")
    (line,) = found["time zones"]
    assert (exit_code, line["level"]) == (0, "warn")
    assert "unknown zone (Asia/Jakarata)" in line["says"]


@pytest.mark.parametrize("zone", ["Asia/Jakarta", "UTC", "UTC0", "WIB-7", "<+07>-7", ":/etc/localtime"])
def test_what_tz_may_be_is_accepted(zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", zone)
    assert machine.zones(["Asia/Jakarta"], [], now=datetime.now(UTC)).level is Level.OK


def test_a_decree_that_is_missing_for_next_year_is_named(database: Database, tmp_path: Path) -> None:
    beyond = max(load_calendar().decreed_years)
    start = datetime(beyond, 11, 23, tzinfo=UTC)
    with database.writer.begin() as connection:  # the database lives in the last year that is decreed
        connection.exec_driver_sql(
            "INSERT INTO test_clock (id, start, real, speed, advanced_seconds) VALUES (1, ?, ?, 1.0, 0.0)",
            (f"{start:%Y-%m-%d %H:%M:%S}", f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S}"),
        )
    _, found = examined(Installation(folder=tmp_path))
    told = fault(found, "calendar")
    for part in ("the decree on holidays and joint leave", f"of {beyond + 1} is missing", "PUT /v1/calendar/overrides"):
        assert part in told


@pytest.fixture(scope="module")
def calendar() -> IndonesianCalendar:
    return load_calendar()


@pytest.mark.parametrize(
    ("today", "entered", "levels"),
    [
        (date(2026, 11, 23), 0, [Level.OK]),
        (date(2027, 6, 1), 0, [Level.WARN]),
        (date(2027, 10, 1), 0, [Level.FAULT]),
        (date(2027, 10, 1), 2, [Level.WARN]),
        (date(2028, 2, 1), 0, [Level.FAULT, Level.WARN]),
    ],
)
def test_a_missing_decree_is_a_fault_once_it_is_due_and_nothing_was_entered(
    calendar: IndonesianCalendar, today: date, entered: int, levels: list[Level]
) -> None:
    days = [
        Override(on=date(2028, 1, each), kind="day_off", name="Libur", province=None) for each in range(1, 1 + entered)
    ]
    assert [line.level for line in coverage(calendar, days, today=today)] == levels


def test_a_clock_that_is_behind_what_was_stored_is_named(database: Database, tmp_path: Path) -> None:
    with database.writer.begin() as connection:
        assert follow_ups.accept(connection, new(at=datetime.now(UTC) + timedelta(hours=3, minutes=30))) is None
    _, found = examined(Installation(folder=tmp_path))
    told = fault(found, "clock")
    for part in ("the clock is off", "3 h after the time that it shows", "set-ntp"):
        assert part in told


@pytest.mark.parametrize(
    ("compared", "in_step", "level", "says"),
    [
        (None, None, Level.WARN, "nothing to compare"),
        (Compared(stored_ahead=timedelta(seconds=-5)), True, Level.OK, "what was stored last, NTP"),
        (Compared(stored_ahead=timedelta(seconds=-5)), None, Level.WARN, "only a clock that is behind what was stored"),
        (Compared(stored_ahead=None), None, Level.WARN, "nothing to compare"),
        (Compared(stored_ahead=None), False, Level.WARN, "NTP does not keep"),
        (Compared(stored_ahead=timedelta(seconds=61)), True, Level.FAULT, "61 s after"),
        (Compared(stored_ahead=None, server_ahead=timedelta(seconds=1)), None, Level.OK, "database server's clock"),
        (Compared(stored_ahead=None, server_ahead=timedelta(seconds=5)), None, Level.WARN, "5 s behind the database"),
        (
            Compared(stored_ahead=None, server_ahead=timedelta(minutes=-9)),
            None,
            Level.FAULT,
            "9 min ahead of the database",
        ),
    ],
)
def test_the_clock_is_compared_with_what_is_at_hand_and_that_is_said(
    compared: Compared | None, *, in_step: bool | None, level: Level, says: str
) -> None:
    line: Line = clock_line(compared, in_step=in_step)
    assert line.level is level
    assert says in line.says


def test_a_port_that_another_program_has_is_named(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        number = str(taken.getsockname()[1])
        _, found = examined(Installation(folder=tmp_path), "--port", number)
    told = fault(found, "port")
    for part in (f"port {number} is taken", "another --port"):
        assert part in told


def test_a_from_that_differs_from_the_login_is_named(tmp_path: Path, tls: TlsContexts) -> None:
    with mail(tls) as (_, settings):
        _, found = examined(Installation(folder=tmp_path, settings=settings), TANYAKABAR_SMTP_FROM="rina@majujaya.test")
    told = fault(found, "From")
    for part in (f"from rina@majujaya.test, which differs from the login {LOGIN}", f"SMTP_FROM to {LOGIN}", "alias"):
        assert part in told


@pytest.mark.parametrize(
    ("login", "from_", "level"),
    [
        ("rina@gmail.com", "rina.w@gmail.com", Level.FAULT),  # Gmail rewrites it
        (LOGIN, "hr@karirhub.test", Level.WARN),  # an alias, as a rule
        (LOGIN.title(), LOGIN, Level.OK),
        ("AKIAEXAMPLE", LOGIN, Level.OK),  # no address: there is nothing to differ from
        (None, LOGIN, Level.OK),
    ],
)
def test_how_far_from_differs_decides(login: str | None, from_: str, level: Level) -> None:
    account = SmtpAccount(
        name="default", host="smtp.test", port=587, security=Security.STARTTLS, from_address=from_, username=login
    )
    (line,) = mailboxes.sender(account)
    assert line.level is level


def test_a_wrong_setting_and_a_misspelled_one_are_named(tmp_path: Path) -> None:
    installation = Installation(folder=tmp_path)
    _, found = examined(installation, TANYAKABAR_SMTP_SECURITY="none", TANYAKABAR_SMTP_HOST="smtp.example.com")
    assert "TANYAKABAR_SMTP_SECURITY: none is accepted for a loopback host only" in fault(found, "settings")
    _, found = examined(installation, TANYAKABAR_SMTP_PASWORD="x")
    assert "TANYAKABAR_SMTP_PASWORD is no setting" in found["settings"][0]["says"]


def test_owners_accounts_are_signed_in_to_unless_they_are_paused_and_what_no_key_opens_is_named(
    database: Database, tmp_path: Path, tls: TlsContexts
) -> None:
    vault, lost = (
        Vault(given=SecretStr(Installation(folder=tmp_path).invoke("secrets", "key").stdout)) for _ in range(2)
    )
    key_file = tmp_path / "data" / "secret.key"
    key_file.write_text(vault._load(make=False)[0], encoding="utf-8")  # noqa: SLF001  # what `serve` would have made
    with mail(tls) as (server, settings):
        secret = json.dumps({"password": PASSWORD})
        given = {"host": "localhost", "port": server.port, "security": "starttls", "sign_in": "password"}
        for number, sealed_by in enumerate((vault, vault, lost)):
            sealed = sealed_by.seal(secret)
            more = {"id": f"acc_{number}", "name": f"mail{number}", "username": LOGIN, "sealed_secret": sealed}
            with database.writer.begin() as connection:
                owner_accounts.put(connection, stored(**given, **more))
        with database.writer.begin() as connection:
            accounts.set_state(connection, "acc_1", accounts.AccountState(paused_reason="535: the server refuses"))
        del settings["TANYAKABAR_SMTP_HOST"]
        more = {"TANYAKABAR_ALLOWED_SMTP_HOSTS": f"localhost:{server.port}"}
        _, found = examined(Installation(folder=tmp_path, settings={**settings, **more}))
    lines = sorted((line["level"], line["says"]) for line in found["mailbox"])
    assert [level for level, _ in lines] == ["fault", "ok", "warn"]
    for (_, says), part in zip(
        lines, ("mail2 of karirhub: no key opens", "mail0 of karirhub", "mail1 of karirhub is paused"), strict=True
    ):
        assert part in says
    assert server.commands.count("AUTH PLAIN") == 1
    assert "no key opens 1 of 3" in found["secret key"][0]["says"]
