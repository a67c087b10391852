import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.repo.tree import ROOT, files

LINE = {"promise": {"answer_by": "2026-12-23"}, "now": "2026-12-21T09:00:00+07:00"}


def run(*command: str, cwd: Path, env: dict[str, str], given: str = "") -> str:
    done = subprocess.run(  # noqa: S603  # our own interpreter
        [sys.executable, *command],
        cwd=cwd, env=env, input=given, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The product as a wheel installs it, away from the checkout."""
    built, site = tmp_path_factory.mktemp("built"), tmp_path_factory.mktemp("site")
    env = {**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_ROOT_USER_ACTION": "ignore"}
    run("-m", "hatchling", "build", "-t", "wheel", "-d", str(built), cwd=ROOT, env=env)
    (wheel,) = built.glob("*.whl")
    run("-m", "pip", "install", "-q", "--no-deps", "--no-index", "--target", str(site), str(wheel), cwd=built, env=env)
    return site


@pytest.fixture
def away(installed: Path, tmp_path: Path) -> dict[str, str]:
    """An environment in which only the installed copy can be found."""
    return {"PYTHONPATH": str(installed), "TANYAKABAR_DATA_DIR": str(tmp_path / "data")}


def test_a_wheel_has_every_file_of_the_package(installed: Path) -> None:
    wanted = {path.relative_to(ROOT) for path in files(ROOT / "service")}
    assert {path for path in wanted if not (installed / path).is_file()} == set()


def test_a_wheel_has_every_migration_inside_the_package_and_none_beside_it(installed: Path) -> None:
    wanted = {path.relative_to(ROOT / "alembic") for path in files(ROOT / "alembic")}
    packed = installed / "service" / "store" / "migrations"
    assert {path for path in wanted if not (packed / path).is_file()} == set()
    assert not (installed / "alembic").exists()
    assert not (installed / "tests").exists()


def test_an_installed_copy_migrates_an_empty_database(away: dict[str, str], tmp_path: Path) -> None:
    found = run("-c", "import service; print(service.__file__)", cwd=tmp_path, env=away)
    assert found.startswith(away["PYTHONPATH"])
    run("-m", "service", "migrate", cwd=tmp_path, env=away)
    assert (tmp_path / "data" / "tanyakabar.db").stat().st_size > 0


def test_an_installed_copy_knows_the_calendar(away: dict[str, str], tmp_path: Path) -> None:
    answer = json.loads(run("-m", "service", "plan", cwd=tmp_path, env=away, given=json.dumps(LINE)))
    assert answer["earliest"] == "2026-12-28T05:00:00Z"
    assert [each["reason"] for each in answer["skipped"]][-4:] == [
        "joint_leave", "public_holiday", "weekly_rest", "weekly_rest"
    ]  # fmt: skip
