import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime

import pytest

from tests.peers.running_service import Running, running


@pytest.fixture(scope="module")
def october(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A service in the October before a year whose decree this version lacks."""
    with running(tmp_path_factory.mktemp("october"), datetime.fromisoformat("2027-10-04T09:00:00+07:00")) as found:
        yield found


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/openapi.json"])
def test_no_key_is_needed(service: Running, path: str) -> None:
    with service.process.client() as client:
        assert client.get(path).status_code == 200


def test_a_process_that_only_dispatches_serves_health_and_metrics_and_nothing_else(service: Running) -> None:
    with service.installation.serve("--role", "dispatch") as other, other.client() as client:
        statuses = {
            path: client.get(path).status_code
            for path in ("/healthz", "/readyz", "/metrics", "/openapi.json", "/v1/follow-ups")
        }
        assert client.get("/openapi.json").json()["code"] == "not_found"
    assert statuses == {
        "/healthz": 200, "/readyz": 200, "/metrics": 200, "/openapi.json": 404, "/v1/follow-ups": 404
    }  # fmt: skip


def test_a_living_process_says_ok(service: Running) -> None:
    assert service.api.get("/healthz").json() == {"status": "ok"}


def test_readiness_rests_on_database_schema_and_the_last_tick(service: Running) -> None:
    answer = service.api.get("/readyz").json()
    assert answer["status"] == "ready"
    assert {name: check["ok"] for name, check in answer["checks"].items()} == {
        "database": True, "schema": True, "tick": True
    }  # fmt: skip
    assert answer["warnings"] == []


def test_a_missing_decree_is_a_warning_and_no_503(october: Running) -> None:
    answer = october.api.get("/readyz")
    assert (answer.status_code, answer.json()["status"]) == (200, "ready")
    (warning,) = answer.json()["warnings"]
    assert "2028" in warning


def test_a_process_stays_ready_while_a_newer_version_brings_the_schema_forward(october: Running) -> None:
    with closing(sqlite3.connect(october.installation.folder / "data" / "tanyakabar.db", timeout=10)) as file:
        (now,) = file.execute("SELECT version_num FROM alembic_version").fetchone()
        for revision, ready in (("9999", True), ("0001", False), (now, True)):
            with file:
                file.execute("UPDATE alembic_version SET version_num = ?", (revision,))
            answer = october.api.get("/readyz")
            assert (answer.status_code, answer.json()["checks"]["schema"]["ok"]) == (200 if ready else 503, ready)


def test_an_unreadable_database_makes_it_unready_but_not_dead(october: Running) -> None:
    for path in (october.installation.folder / "data").glob("tanyakabar.db*"):
        path.write_bytes(b"no database at all" * 4096)
    answer = october.api.get("/readyz")
    assert (answer.status_code, answer.json()["status"]) == (503, "not_ready")
    assert answer.json()["checks"]["database"]["ok"] is False
    assert october.api.get("/healthz").status_code == 200
