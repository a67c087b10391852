import os
import shlex
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pytest
import yaml
from sqlalchemy.engine import make_url

from tests.deploy.commands import DEPLOY
from tests.peers.postgres import Postgres
from tests.peers.service_process import Installation

JOB = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))["services"]["backup"]
SECONDS = 30


@pytest.fixture
def tools(postgres: Postgres) -> str:
    """The folder of pg_dump and pg_restore."""
    if postgres.own is not None:
        return str(postgres.own.bin_path)
    found = shutil.which("pg_dump")
    if found is None:
        pytest.skip("there is no pg_dump here")
    return str(Path(found).parent)


@contextmanager
def job(url: str, tools: str, folder: Path) -> Iterator[tuple[IO[str], IO[str]]]:
    """Run the job's own script as its container would; gives what it says and what it complains of."""
    address = make_url(url)
    given = {
        "PGHOST": address.host or str(address.query["host"]),
        "PGPORT": str(address.port or ""),
        "PGUSER": address.username or "",
        "PGPASSWORD": str(address.password or ""),
        "PGDATABASE": address.database or "",
        "FOLDER": str(folder),
    }
    assert set(JOB["environment"]) <= set(given)
    command = [*JOB["entrypoint"], *(part.replace("$$", "$") for part in JOB["command"])]
    process = subprocess.Popen(  # noqa: S603  # the script of this tree
        command, env={"PATH": f"{tools}:{os.environ['PATH']}", **given}, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stderr is not None
    try:
        yield process.stdout, process.stderr
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.communicate(timeout=SECONDS)


def test_the_backup_job_makes_a_dump_that_can_be_restored(postgres: Postgres, tools: str, tmp_path: Path) -> None:
    with postgres.database() as url:
        with job(url, tools, tmp_path) as (says, _):
            said = says.readline()
        (dump,) = tmp_path.iterdir()
        assert said == f"backup {dump}\n"
        assert dump.stat().st_mode & 0o777 == 0o600
        with postgres.database(migrated=False) as empty:
            restore = [
                f"{tools}/pg_restore",
                "--exit-on-error",
                "--no-owner",
                f"--dbname={postgres.dsn(empty)}",
                str(dump),
            ]
            done = subprocess.run(restore, capture_output=True, text=True, check=False, timeout=SECONDS)  # noqa: S603  # PostgreSQL's own
            assert done.returncode == 0, done.stderr


def test_a_dump_that_fails_leaves_nothing_behind_and_is_complained_of(
    postgres: Postgres, tools: str, tmp_path: Path
) -> None:
    nowhere = make_url(postgres.dsn(postgres.address)).set(database="there_is_none").render_as_string(False)
    with job(nowhere, tools, tmp_path) as (_, complains):
        assert any("backup failed" in line for line in iter(complains.readline, ""))
        assert list(tmp_path.iterdir()) == []


def test_the_commands_that_backup_tells_dump_a_database_on_a_socket_and_restore_it(
    postgres: Postgres, tools: str, tmp_path: Path
) -> None:
    with postgres.database() as url, postgres.database(migrated=False) as empty:
        for database, tool in ((url, "pg_dump"), (empty, "pg_restore")):
            done = Installation(folder=tmp_path).invoke("backup", "night.dump", TANYAKABAR_DATABASE_URL=database)
            (line,) = [shlex.split(line) for line in done.stderr.splitlines() if line.split()[0] == tool]
            given = {"PATH": tools, "PGPASSWORD": str(make_url(database).password or "")}
            ran = subprocess.run(  # noqa: S603  # PostgreSQL's own
                [f"{tools}/{tool}", *line[1:]],
                cwd=tmp_path, env=given, capture_output=True, text=True, check=False, timeout=SECONDS,
            )  # fmt: skip
            assert ran.returncode == 0, ran.stderr
